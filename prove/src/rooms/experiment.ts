import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { createApi } from '../kit/api.ts';
import { makeChanges } from '../kit/changes.ts';
import { checkRooms, figuresOf, holds } from '../kit/check-rooms.ts';
import { follow, type Follower } from '../kit/follower.ts';
import { compare, isClean } from '../kit/rules.ts';
import { type Stack, until } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { broadcastUntil } from './broadcaster.ts';

type Size = { seconds: number; followers: number; flights: number; kills: number; perSecond: number };

const full: Size = { seconds: 60, followers: 12, flights: 6, kills: 5, perSecond: 40 };
const quick: Size = { seconds: 6, followers: 4, flights: 2, kills: 1, perSecond: 20 };
const mostCutPauseMs = 400;
/** Sockets of one account stay below what one user may send. */
const followersPerAccount = 4;

/** R14: sockets are cut at random, and instances that hold them are killed, while flights change and the desk speaks. */
export async function proveRooms(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  const total: Record<string, number> = {};
  let ok = true;
  for (let run = 1; run <= runs; run += 1) {
    const found = await runOnce(stack, isQuick ? quick : full);
    ok &&= found.ok;
    for (const [name, figure] of Object.entries(found.figures)) {
      total[name] = name === 'caughtUpSeconds' ? Math.max(total[name] ?? 0, figure) : (total[name] ?? 0) + figure;
    }
    progress(`run ${run} of ${runs}: ${JSON.stringify(found.figures)}`);
  }
  return { ok, figures: { runs, ...total } };
}

async function runOnce(stack: Stack, size: Size): Promise<{ ok: boolean; figures: Record<string, number> }> {
  const api = createApi(stack);
  const staff = await api.login(stack.admin.username, stack.admin.password);
  const flightCodes = await Promise.all(Array.from({ length: size.flights }, () => api.scheduleFlight(staff.token)));
  const url = `${stack.gatewayUrl.replace('http', 'ws')}/ws`;
  const followers: Follower[] = [];
  for (let index = 0, { token } = staff; index < size.followers; index += 1) {
    if (index % followersPerAccount === 0) ({ token } = await api.newAccount());
    followers.push(await follow({ url, token, flightCodes }));
  }

  const endsAt = performance.now() + size.seconds * 1000;
  const isOver = () => performance.now() > endsAt;
  const desk = { token: staff.token, flightCodes, isOver };
  const [changes, said, cuts, kills] = await Promise.all([
    makeChanges({ ...desk, api, perSecond: size.perSecond, total: Number.POSITIVE_INFINITY }),
    broadcastUntil({ ...desk, url, perSecond: 12 }),
    cutAtRandom(followers, isOver),
    killHolders(stack, size, endsAt),
  ]);

  const check = await checkRooms({ api, token: staff.token, flightCodes, changes, followers, timeoutMs: 30_000 });
  const words = compareWords(said.acknowledged, followers, flightCodes);
  const connections = followers.reduce((count, one) => count + one.connections(), 0);
  for (const follower of followers) follower.close();
  await api.close();
  const figures = figuresOf(check);
  figures['lost'] = (figures['lost'] ?? 0) + words.lost;
  figures['doubled'] = (figures['doubled'] ?? 0) + words.doubled;
  return {
    ok: holds(check) && isClean({ ...words, unexpected: 0 }) && kills === size.kills && cuts > 0,
    figures: {
      ...figures,
      broadcasts: said.acknowledged.length,
      cuts,
      instancesKilled: kills,
      reconnects: connections - followers.length,
    },
  };
}

async function cutAtRandom(followers: readonly Follower[], isOver: () => boolean): Promise<number> {
  let cuts = 0;
  while (!isOver()) {
    await delay(randomInt(mostCutPauseMs));
    followers[randomInt(followers.length)]?.cut();
    cuts += 1;
  }
  return cuts;
}

/** Kills instances that hold sockets, spread over the time; answers how many. */
async function killHolders(stack: Stack, size: Size, endsAt: number): Promise<number> {
  const pauseMs = (size.seconds * 1000) / (size.kills + 1);
  for (let kill = 1; kill <= size.kills; kill += 1) {
    await delay(Math.max(0, endsAt - size.seconds * 1000 + kill * pauseMs - performance.now()));
    const holder = await until('an instance that holds sockets', () => findHolder(stack), 20_000);
    await stack.kill(holder);
  }
  return size.kills;
}

async function findHolder(stack: Stack): Promise<string | undefined> {
  const instances = await stack.instancesOf('notification_service');
  const held = await Promise.all(
    instances.map(async ({ name, port }) => ({ name, members: await countMembers(port) })),
  );
  const holders = held.filter(({ members }) => members > 0);
  return holders[holders.length === 0 ? 0 : randomInt(holders.length)]?.name;
}

/** Sockets that listen to rooms, as the instance itself counts them; none where it does not answer. */
async function countMembers(port: number): Promise<number> {
  try {
    const answer = await request(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(1000) });
    return Number(/^notification_room_members\S* (\d+)/m.exec(await answer.body.text())?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Every acknowledged broadcast must be with every follower, once. Texts count up, and rooms are told in turn. */
function compareWords(acknowledged: readonly string[], followers: readonly Follower[], flightCodes: readonly string[]) {
  const numberOf = (text: string) => Number(/^word (\d+)$/.exec(text)?.[1] ?? Number.NaN);
  const total = { lost: 0, doubled: 0, misplaced: 0 };
  for (const follower of followers) {
    for (const [index, flightCode] of flightCodes.entries()) {
      const wanted = acknowledged.map(numberOf).filter((number) => number % flightCodes.length === index);
      const got = follower.updates(flightCode).map(({ update }) => numberOf(update));
      const found = compare(
        wanted,
        got.filter((number) => !Number.isNaN(number)),
      );
      total.lost += found.lost;
      total.doubled += found.doubled;
      total.misplaced += found.misplaced;
    }
  }
  return total;
}
