import { setTimeout as delay } from 'node:timers/promises';
import { type Api, expected } from './api.ts';
import { gateOf } from './rules.ts';
import { until } from './stack.ts';

/** What the desk knows about the changes it has made. */
export type Changes = {
  /** Versions that were acknowledged, per flight. */
  acknowledged: Map<string, number[]>;
  /** Requests without an answer that says what became of them; the flight's history does. */
  unanswered: number;
};

export type ChangeOptions = {
  api: Api;
  /** Of staff. */
  token: string;
  flightCodes: readonly string[];
  perSecond: number;
  /** Ends after so many requests, or when `isOver` says so. */
  total: number;
  isOver?: () => boolean;
  onRequest?: (count: number) => void;
};

/** Changes gates at a pace, each flight's one after the other, and goes on whatever the answers are. */
export async function makeChanges(options: ChangeOptions): Promise<Changes> {
  const { api, token, flightCodes, perSecond, total, isOver = () => false } = options;
  const changes: Changes = { acknowledged: new Map(flightCodes.map((code) => [code, []])), unanswered: 0 };
  const startedAt = performance.now();
  let next = 0;

  async function desk(flightCode: string): Promise<void> {
    while (next < total && !isOver()) {
      const number = next++;
      options.onRequest?.(number);
      await delay(Math.max(0, startedAt + (number * 1000) / perSecond - performance.now()));
      const answer = await api
        .call('PATCH', `/flights/${flightCode}`, token, { gate: gateOf(number) })
        .catch(() => undefined);
      if (answer?.status === 200) changes.acknowledged.get(flightCode)?.push(Number(answer.body['version']));
      else if (answer === undefined || answer.status >= 500) changes.unanswered += 1;
      else expected(200, `change of ${flightCode}`, answer);
    }
  }

  await Promise.all(flightCodes.map(desk));
  return changes;
}

/** The versions that changes have made of a flight, as its history tells; asked until there is an answer. */
export async function versionsOf(api: Api, token: string, flightCode: string): Promise<number[]> {
  const answer = await until(
    `history of ${flightCode}`,
    async () => {
      const one = await api.call('GET', `/flights/${flightCode}/history`, token).catch(() => undefined);
      return one?.status === 200 ? one : undefined;
    },
    30_000,
  );
  const history = answer.body['history'] as { version: number }[];
  return history.map(({ version }) => version);
}
