import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import { type Changes, versionsOf } from './changes.ts';
import type { Follower } from './follower.ts';
import { compare, type Discrepancy, isClean, sum, upTo } from './rules.ts';
import { until } from './stack.ts';

export type RoomCheck = {
  /** Versions in the histories against versions in the rooms, over all followers. */
  changes: Discrepancy;
  /** Numbers of the rooms against numbers that came, over all followers. */
  sequences: Discrepancy;
  /** Acknowledged to the desk, and in no history. */
  acknowledgedAndGone: number;
  /** Changes that the histories hold. */
  made: number;
  /** Updates that all followers got. */
  delivered: number;
  /** From the end of the changes until every follower had everything, in seconds. */
  caughtUpSeconds: number;
};

export type CheckOptions = {
  api: Api;
  token: string;
  flightCodes: readonly string[];
  changes: Changes;
  followers: readonly Follower[];
  /** Longest wait for what is still under way. */
  timeoutMs: number;
};

/** Time in which something that was delivered twice would still come, in milliseconds: hubs look once a second. */
const afterglowMs = 1500;

/** Compares what followers have got with what the flights' histories say, once everything under way has arrived. */
export async function checkRooms(options: CheckOptions): Promise<RoomCheck> {
  const { api, token, flightCodes, changes, followers } = options;
  const startedAt = performance.now();
  const histories = new Map<string, number[]>();
  for (const flightCode of flightCodes) histories.set(flightCode, await versionsOf(api, token, flightCode));
  await until('all rooms complete', () => followers.every((one) => hasAll(one, histories)), options.timeoutMs).catch(
    () => undefined,
  );
  const caughtUpSeconds = (performance.now() - startedAt) / 1000;
  await delay(afterglowMs);

  const pairs = followers.flatMap((follower) => flightCodes.map((code) => ({ code, got: follower.updates(code) })));
  const lastOf = (code: string) =>
    Math.max(0, ...followers.flatMap((one) => one.updates(code).map(({ sequence }) => sequence)));
  return {
    changes: sum(pairs.map(({ code, got }) => compare(histories.get(code) ?? [], versionsIn(got)))),
    sequences: sum(
      pairs.map(({ code, got }) =>
        compare(
          upTo(lastOf(code)),
          got.map(({ sequence }) => sequence),
        ),
      ),
    ),
    acknowledgedAndGone: flightCodes.reduce((count, code) => {
      const held = new Set(histories.get(code));
      return count + (changes.acknowledged.get(code) ?? []).filter((version) => !held.has(version)).length;
    }, 0),
    made: histories.values().reduce((count, versions) => count + versions.length, 0),
    delivered: pairs.reduce((count, { got }) => count + got.length, 0),
    caughtUpSeconds,
  };
}

export function holds({ changes, sequences, acknowledgedAndGone, delivered }: RoomCheck): boolean {
  return isClean(changes) && isClean(sequences) && acknowledgedAndGone === 0 && delivered > 0;
}

/** The figures of a check as an experiment reports them. */
export function figuresOf(check: RoomCheck): Record<string, number> {
  const { changes, sequences } = check;
  return {
    changesMade: check.made,
    updatesDelivered: check.delivered,
    lost: changes.lost + sequences.lost + check.acknowledgedAndGone,
    doubled: changes.doubled + sequences.doubled,
    misplaced: changes.misplaced + sequences.misplaced,
    unexpected: changes.unexpected + sequences.unexpected,
    caughtUpSeconds: Number(check.caughtUpSeconds.toFixed(1)),
  };
}

function hasAll(follower: Follower, histories: ReadonlyMap<string, number[]>): boolean {
  return [...histories].every(([code, versions]) => versionsIn(follower.updates(code)).length >= versions.length);
}

function versionsIn(updates: ReturnType<Follower['updates']>): number[] {
  return updates.flatMap(({ version }) => (version === undefined ? [] : [version]));
}
