import { setTimeout as delay } from 'node:timers/promises';
import { createApi } from '../kit/api.ts';
import { makeChanges } from '../kit/changes.ts';
import { checkRooms, figuresOf, holds } from '../kit/check-rooms.ts';
import { follow, type Follower } from '../kit/follower.ts';
import type { Stack } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';

const outageMs = 10_000;
const beforeMs = 2000;
const perSecond = { full: 100, quick: 20 };

/** Redis is away, all of it, for ten seconds of changes: afterwards every change is in its room, once, in order. */
export async function proveRedisOutage(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  const found: Finding[] = [];
  for (let run = 1; run <= runs; run += 1) {
    found.push(await runOnce(stack, isQuick ? perSecond.quick : perSecond.full));
    progress(`run ${run} of ${runs}: ${JSON.stringify(found.at(-1)?.figures)}`);
  }
  const figures: Record<string, number> = { runs };
  for (const [name, figure] of found.flatMap((one) => Object.entries(one.figures))) {
    const add = name.endsWith('Seconds') ? Math.max : (one: number, other: number) => one + other;
    figures[name] = add(figures[name] ?? 0, Number(figure));
  }
  return { ok: found.every(({ ok }) => ok), figures };
}

async function runOnce(stack: Stack, rate: number): Promise<Finding> {
  const api = createApi(stack);
  const staff = await api.login(stack.admin.username, stack.admin.password);
  const flightCodes = await Promise.all(Array.from({ length: 6 }, () => api.scheduleFlight(staff.token)));
  const { token } = await api.newAccount();
  const url = `${stack.gatewayUrl.replace('http', 'ws')}/ws`;
  const followers: Follower[] = [];
  for (let index = 0; index < 3; index += 1) followers.push(await follow({ url, token, flightCodes }));

  let isOver = false;
  const changing = makeChanges({
    api,
    token: staff.token,
    flightCodes,
    perSecond: rate,
    total: Number.POSITIVE_INFINITY,
    isOver: () => isOver,
  });
  await delay(beforeMs);
  const kills = await keepRedisDown(stack, outageMs);
  await delay(beforeMs);
  isOver = true;
  const changes = await changing;
  const check = await checkRooms({ api, token: staff.token, flightCodes, changes, followers, timeoutMs: 60_000 });
  for (const follower of followers) follower.close();
  await api.close();
  return {
    ok: holds(check) && changes.unanswered === 0,
    figures: { ...figuresOf(check), changesRefused: changes.unanswered, redisKilled: kills },
  };
}

/** Kills every node, and again whenever the launcher has brought one back; starts them at the end. */
async function keepRedisDown(stack: Stack, forMs: number): Promise<number> {
  const names = (await stack.report()).redis.nodes.map(({ name }) => name);
  if (names.length === 0) throw new Error('this stack uses a Redis of somebody else');
  const endsAt = performance.now() + forMs;
  let kills = 0;
  while (performance.now() < endsAt) {
    const killed = await Promise.all(names.map((name) => stack.kill(name)));
    kills += killed.filter(Boolean).length;
    await delay(25);
  }
  // The launcher waits longer and longer before it starts what keeps crashing.
  await Promise.all(names.map((name) => stack.restart(name)));
  return kills;
}
