import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { countDeadLetters, listConsumerHolders } from '../kit/queries.ts';
import type { Stack } from '../kit/stack.ts';
import { anyOf, findRelay, instanceOf, killRedisNode, killSoon } from '../kit/victims.ts';
import { progress } from '../report.ts';

const kinds = ['relay', 'consumer', 'Redis with its data', 'Redis empty'] as const;
export type Fault = (typeof kinds)[number];

/** Kills parts of the stack at random moments until told to end; each kind as often as any other. Answers how often. */
export async function breakAtRandom(stack: Stack, pauseMs: number, isOver: () => boolean): Promise<Map<Fault, number>> {
  const counts = new Map<Fault, number>(kinds.map((kind) => [kind, 0]));
  let left: Fault[] = [];
  for (;;) {
    await delay(pauseMs / 2 + randomInt(Math.ceil(pauseMs)));
    if (isOver()) return counts;
    if (left.length === 0) left = [...kinds];
    const [kind = 'relay'] = left.splice(randomInt(left.length), 1);
    const victim = await breakOne(stack, kind);
    progress(`${kind}: ${victim} killed`);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
}

async function breakOne(stack: Stack, kind: Fault): Promise<string> {
  switch (kind) {
    case 'relay':
      return killSoon(stack, () => findRelay(stack, 'booking'));
    case 'consumer':
      return killSoon(stack, async () => anyOf(await findConsumers(stack)));
    case 'Redis with its data':
    case 'Redis empty':
      return killRedisNode(stack, kind === 'Redis empty');
  }
}

/** Who reads partitions of the flights for the rooms now. */
async function findConsumers(stack: Stack): Promise<string[]> {
  const holders = await listConsumerHolders(stack.databaseUrl('users', 'notification_service'), 'notification/rooms');
  return holders.flatMap((holder) => instanceOf(holder) ?? []);
}

/** Events that are held back or given up, of any consumer of the notification service. */
export function countHeldEvents(stack: Stack): Promise<number> {
  return countDeadLetters(stack.databaseUrl('users', 'notification_service'));
}
