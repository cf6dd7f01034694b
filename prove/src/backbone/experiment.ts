import { createApi } from '../kit/api.ts';
import { makeChanges } from '../kit/changes.ts';
import { checkRooms, figuresOf, holds } from '../kit/check-rooms.ts';
import { follow } from '../kit/follower.ts';
import type { Stack } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { breakAtRandom, countHeldEvents } from './faults.ts';

const full = { changes: 10_000, perSecond: 120, pauseMs: 4000 };
const quick = { changes: 500, perSecond: 40, pauseMs: 2500 };
const flights = 20;

/** Changes flow while relay, consumers and Redis are killed: every change is in its flight's room, once, in order. */
export async function proveBackbone(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  const figures: Record<string, number> = { runs };
  let ok = true;
  for (let run = 1; run <= runs; run += 1) {
    const found = await runOnce(stack, isQuick ? quick : full);
    ok &&= found.ok;
    for (const [name, figure] of Object.entries(found.figures)) {
      const before = figures[name] ?? 0;
      figures[name] = name === 'caughtUpSeconds' ? Math.max(before, Number(figure)) : before + Number(figure);
    }
    progress(`run ${run} of ${runs}: ${JSON.stringify(found.figures)}`);
  }
  return { ok, figures };
}

async function runOnce(stack: Stack, size: typeof full): Promise<Finding> {
  const api = createApi(stack);
  const staff = await api.login(stack.admin.username, stack.admin.password);
  const flightCodes = await Promise.all(Array.from({ length: flights }, () => api.scheduleFlight(staff.token)));
  const url = `${stack.gatewayUrl.replace('http', 'ws')}/ws`;
  const { token } = await api.newAccount();
  const watching = await follow({ url, token, flightCodes });

  let isOver = false;
  const changing = makeChanges({
    api,
    token: staff.token,
    flightCodes,
    perSecond: size.perSecond,
    total: size.changes,
    onRequest: (count) => {
      if (count % 1000 === 999) progress(`${count + 1} changes`);
    },
  }).finally(() => {
    isOver = true;
  });
  const [changes, faults] = await Promise.all([changing, breakAtRandom(stack, size.pauseMs, () => isOver)]);
  // One that was there all the time, and one that asks for everything afterwards.
  const late = await follow({ url, token: (await api.newAccount()).token, flightCodes });
  const followers = [watching, late];
  const check = await checkRooms({ api, token: staff.token, flightCodes, changes, followers, timeoutMs: 60_000 });
  const heldEvents = await countHeldEvents(stack);
  for (const follower of followers) follower.close();
  await api.close();
  const kills = Object.fromEntries(faults.entries().map(([kind, count]) => [`${kind}, killed`, count]));
  return {
    ok: holds(check) && heldEvents === 0,
    figures: { ...figuresOf(check), unanswered: changes.unanswered, heldEvents, ...kills },
  };
}
