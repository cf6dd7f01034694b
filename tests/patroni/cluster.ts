import { createNodes, type DatabaseNode, type Nodes } from '@airside/prove';
import { testPorts, waitUntil } from '@airside/testing';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { etcdOptions, patroniConfiguration, type Place } from './configuration.ts';
import { gatherPrograms, postgresUser } from './programs.ts';

const run = promisify(execFile);

/** A member as Patroni tells of it. */
export type Member = { name: string; role: string; state: string; timeline?: number };

/** The leader, and the standby that confirms commits. */
export type Whole = { leader: string; syncStandby: string };

/** Three machines, each with PostgreSQL, Patroni and etcd; on one here. */
export type PatroniCluster = {
  nodes: Nodes;
  /** Every node, for a service with this role. */
  urls(role: string, password: string): string[];
  members(): Promise<Member[]>;
  /** Waits until there are a leader, a standby that confirms commits, and another one. */
  whenWhole(): Promise<Whole>;
  /** `patronictl switchover`, as an operator does it; returns when it says that it is done. */
  switchOver(leader: string, candidate: string): Promise<void>;
  /** Ends all that a machine runs, with SIGKILL. */
  killMachine(name: string): Promise<void>;
  startMachine(name: string): void;
  /** SIGKILL to the PostgreSQL server alone; Patroni lives. */
  killServer(name: string): void;
  stop(): Promise<void>;
};

const database = 'booking';
const startMs = 90_000;

/** Starts it, and returns when it takes writes and two standbys follow. */
export async function startPatroni(superuserPassword: string = randomUUID()): Promise<PatroniCluster> {
  const dir = mkdtempSync(join(tmpdir(), 'airside-patroni-'));
  const user = postgresUser();
  const own = (path: string) => (user === undefined ? undefined : chownSync(path, user.uid, user.gid));
  own(dir);
  const bin = gatherPrograms(dir);
  const ports = await testPorts(12);
  const places = [1, 2, 3].map((number): Place => {
    const [postgres = 0, api = 0, etcd = 0, etcdPeer = 0] = ports.slice((number - 1) * 4);
    const name = `${database}_db_${number}`;
    return { name, dir: join(dir, name), ports: { postgres, api, etcd, etcdPeer } };
  });
  const children = new Map<string, ChildProcess[]>();

  for (const place of places) {
    mkdirSync(place.dir);
    own(place.dir);
    const file = join(place.dir, 'patroni.yml');
    writeFileSync(file, JSON.stringify(patroniConfiguration(place, places, bin, superuserPassword), undefined, 2));
    own(file);
  }

  function launch(place: Place, program: string, args: string[]): ChildProcess {
    const log = openSync(join(place.dir, `${program}.log`), 'a');
    const env = { ...process.env, LC_ALL: 'C', PYTHONUNBUFFERED: '1' };
    const child = spawn(program, args, { cwd: place.dir, env, stdio: ['ignore', log, log], ...user });
    child.on('error', (error) => writeFileSync(join(place.dir, `${program}.log`), String(error)));
    return child;
  }

  function startMachine(name: string): void {
    const place = placeOf(name);
    const etcd = launch(place, 'etcd', etcdOptions(place, places));
    children.set(name, [etcd, launch(place, 'patroni', [join(place.dir, 'patroni.yml')])]);
  }

  function placeOf(name: string): Place {
    const place = places.find((one) => one.name === name);
    if (place === undefined) throw new Error(`there is no ${name}`);
    return place;
  }

  async function killMachine(name: string): Promise<void> {
    // Patroni first: it would start the server again.
    const exits = (children.get(name) ?? []).reverse().map((child) => end(child));
    killServer(name);
    await Promise.all(exits);
    await waitUntil(`the server of ${name} is gone`, () => serverPid(placeOf(name)) === undefined);
  }

  function killServer(name: string): void {
    const pid = serverPid(placeOf(name));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  async function patronictl(...args: string[]): Promise<string> {
    // Any node's configuration names all members of the store.
    const file = join(places[0]?.dir ?? '', 'patroni.yml');
    const { stdout } = await run('patronictl', ['-c', file, ...args], { timeout: 60_000, ...user, cwd: dir });
    return stdout;
  }

  /** By the REST API of any node that answers: `patronictl list` says the same, and takes a second of work each time. */
  async function members(): Promise<Member[]> {
    for (const { ports: one } of places) {
      const url = `http://127.0.0.1:${one.api}/cluster`;
      const answer = await fetch(url, { signal: AbortSignal.timeout(3000) }).catch(() => undefined);
      if (answer?.ok === true) return ((await answer.json()) as { members: Member[] }).members;
    }
    throw new Error('no Patroni answers');
  }

  async function list(): Promise<DatabaseNode[]> {
    return (await members()).map(({ name, role }) => ({
      name,
      port: placeOf(name).ports.postgres,
      role: role === 'leader' ? 'primary' : 'standby',
    }));
  }

  function whenWhole(): Promise<Whole> {
    return waitUntil(
      'a leader and two standbys, one of which confirms commits',
      async () => wholeOf(await members()),
      startMs,
    );
  }

  async function stop(): Promise<void> {
    for (const { name } of places) await killMachine(name);
    rmSync(dir, { recursive: true, force: true });
  }

  for (const { name } of places) startMachine(name);
  const cluster: PatroniCluster = {
    nodes: createNodes(superuserPassword, list),
    urls: (role, password) =>
      places.map(({ ports: { postgres } }) => `postgres://${role}:${password}@127.0.0.1:${postgres}/${database}`),
    members,
    whenWhole,
    async switchOver(leader, candidate) {
      await patronictl('switchover', database, '--leader', leader, '--candidate', candidate, '--force');
    },
    killMachine,
    startMachine,
    killServer,
    stop,
  };
  try {
    await whenWhole();
    return cluster;
  } catch (error) {
    const logs = places.map((place) => readFileSync(join(place.dir, 'patroni.log'), 'utf8').slice(-3000));
    await stop();
    throw new Error(`Patroni did not start:\n${logs.join('\n\n')}`, { cause: error });
  }
}

/** Who is who, where all three run and the standbys have followed the last change of the leader. */
function wholeOf(members: readonly Member[]): Whole | undefined {
  const isRunning = members.length === 3 && members.every(({ state }) => ['running', 'streaming'].includes(state));
  const areAlike = new Set(members.map(({ timeline }) => timeline)).size === 1;
  const leader = members.find(({ role }) => role === 'leader');
  const syncStandby = members.find(({ role }) => role === 'sync_standby');
  return isRunning && areAlike && leader !== undefined && syncStandby !== undefined
    ? { leader: leader.name, syncStandby: syncStandby.name }
    : undefined;
}

/** Ends a process; answers when it is gone. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Process of a node's server by its own note; undefined where it does not run. */
function serverPid({ dir }: Place): number | undefined {
  const note = join(dir, 'data/postmaster.pid');
  const pid = existsSync(note) ? Number(readFileSync(note, 'utf8').split('\n')[0]) : 0;
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

/** What has ended and was not waited for, as by a container's first process, counts as gone. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false;
  }
}
