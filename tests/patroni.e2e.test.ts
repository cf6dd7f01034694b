import { pickPorts } from '@airside/local-stack';
import {
  type Entry,
  firstAfter,
  isAcknowledged,
  isFaultless,
  openStack,
  type Scene,
  setScene,
  type Stack,
  type Storm,
} from '@airside/prove';
import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PatroniCluster, startPatroni } from './patroni/cluster.ts';
import { havePatroni } from './patroni/programs.ts';

// The bookings on three nodes that Patroni keeps, as in production: it decides who leads, and the services follow.

/** A lease of the lost leader runs 20 s, and etcd may begin it anew; a bound, and no figure. */
const followMs = 90_000;
const role = 'booking_service';

const isHere = await havePatroni();
let patroni: PatroniCluster;
let stack: Stack;
let scene: Scene;

/** What an operator prepares for a service: its role, its database, its schemas. */
async function prepareDatabase(password: string): Promise<void> {
  const { ask, primary } = patroni.nodes;
  const { port, name } = await primary('booking');
  await ask({ name: 'postgres', port }, `create role ${role} login password '${password}'`);
  await ask({ name: 'postgres', port }, 'create database booking');
  for (const schema of [role, `${role}_jobs`])
    await ask({ name, port }, `create schema ${schema} authorization ${role}`);
}

function longestSilenceMs(entries: readonly Entry[]): number {
  const answers = entries.filter(isAcknowledged).map(({ answeredMs }) => answeredMs);
  const inOrder = answers.toSorted((one, two) => one - two);
  return Math.max(...inOrder.slice(1).map((answer, index) => answer - (inOrder[index] ?? answer)));
}

describe.skipIf(!isHere)('on a cluster that Patroni keeps', () => {
  beforeAll(async () => {
    patroni = await startPatroni();
    const password = randomUUID();
    await prepareDatabase(password);
    const [port = 0] = await pickPorts([24_800]);
    stack = await openStack({
      port,
      instances: { user: 1, booking: 2, notification: 1, operations: 1 },
      databaseUrls: { booking: patroni.urls(role, password) },
      env: { LOG_LEVEL: 'info', BCRYPT_COST: '4' },
    });
    scene = await setScene(stack, { writers: 8, nodes: patroni.nodes });
  }, 240_000);

  afterAll(async () => {
    await scene?.close();
    await stack?.close();
    await patroni?.stop();
  }, 60_000);

  /** People book while the leader is lost, until bookings are acknowledged again; answers who leads then. */
  async function loseLeader(
    what: string,
    lose: (leader: string, syncStandby: string) => Promise<void>,
  ): Promise<string> {
    const { leader, syncStandby } = await patroni.whenWhole();
    const storm = await scene.storm(what);
    await lose(leader, syncStandby);
    const next = await waitUntil(
      'another leader',
      async () => (await patroni.members()).find((one) => one.role === 'leader' && one.name !== leader)?.name,
      followMs,
    );
    await endStorm(what, storm);
    return next;
  }

  /** Ends when a booking that begins now has been acknowledged. */
  async function endStorm(what: string, storm: Storm): Promise<void> {
    const nowMs = performance.now();
    await waitUntil('bookings afterwards', () => firstAfter(storm.entries, nowMs), followMs);
    const silence = longestSilenceMs(await storm.stop());
    console.info(`${what}: no booking was acknowledged for ${(silence / 1000).toFixed(1)} s`);
  }

  async function expectNothingLost(): Promise<void> {
    const verdict = await scene.judge();
    expect({ ...verdict, isFaultless: isFaultless(verdict) }).toMatchObject({ isFaultless: true, unknown: 0 });
    expect(verdict.acknowledged).toBeGreaterThan(0);
  }

  test('the service follows a switch-over by patronictl, and loses and doubles nothing', async () => {
    const { syncStandby } = await patroni.whenWhole();
    const next = await loseLeader('switch-over', (leader, candidate) => patroni.switchOver(leader, candidate));
    expect(next).toBe(syncStandby);
    await expectNothingLost();
  }, 240_000);

  test('the machine of the leader dies: the service follows, loses and doubles nothing, and it comes back as a standby', async () => {
    const { leader } = await patroni.whenWhole();
    await loseLeader('machine-lost', (name) => patroni.killMachine(name));
    patroni.startMachine(leader);
    expect((await patroni.whenWhole()).leader).not.toBe(leader);
    await expectNothingLost();
  }, 300_000);

  test('the server of the leader is killed under a living Patroni: bookings go on, nothing is lost or doubled', async () => {
    const { leader } = await patroni.whenWhole();
    const storm = await scene.storm('server-killed');
    patroni.killServer(leader);
    await endStorm('server-killed', storm);
    await patroni.whenWhole();
    await expectNothingLost();
  }, 240_000);
});
