import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../kit/stack.ts';
import { findInstance, findRedisNode, findRelay, killSoon } from '../kit/victims.ts';

const victims = {
  operations: (stack: Stack) => findInstance(stack, 'operations_service'),
  notification: (stack: Stack) => findInstance(stack, 'notification_service'),
  'relay of booking': (stack: Stack) => findRelay(stack, 'booking'),
  'relay of operations': (stack: Stack) => findRelay(stack, 'operations'),
  Redis: async (stack: Stack) => (await findRedisNode(stack))?.name,
};
export type Victim = keyof typeof victims;
export const victimKinds = Object.keys(victims) as Victim[];

/** Services whose instances are killed. */
export const hurtServices = ['booking_service', 'notification_service', 'operations_service'];

/** Kills one of each kind in a random order, each a random while after the one before; answers their names. */
export async function killEachKind(stack: Stack, kinds: readonly Victim[], mostPauseMs: number): Promise<string[]> {
  const left = [...kinds];
  const killed: string[] = [];
  while (left.length > 0) {
    await delay(randomInt(mostPauseMs));
    const [kind] = left.splice(randomInt(left.length), 1);
    if (kind !== undefined) killed.push(await killSoon(stack, () => victims[kind](stack)));
  }
  return killed;
}
