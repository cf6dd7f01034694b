import { describe, expect, test } from 'vitest';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

describe('slots', () => {
  test('go to those who wait, first come first served', async () => {
    const slots = createSlots({ most: 1, queue: 2 });
    expect(slots.tryTake()).toBe(true);
    const order: string[] = [];
    const first = slots.take(1000, never).then(() => order.push('first'));
    const second = slots.take(1000, never).then(() => order.push('second'));
    expect(slots.tryTake()).toBe(false);
    slots.give();
    await first;
    slots.give();
    await second;
    expect(order).toEqual(['first', 'second']);
    slots.give();
    expect([slots.taken, slots.waiting]).toEqual([0, 0]);
  });

  test('refuse whoever does not fit into the queue any more', async () => {
    const slots = createSlots({ most: 1, queue: 1 });
    slots.tryTake();
    const waiting = slots.take(1000, never);
    await expect(slots.take(1000, never)).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 1 });
    slots.give();
    await waiting;
  });

  test('are not waited for beyond the deadline, nor by a client that left', async () => {
    const slots = createSlots({ most: 1, queue: 2 });
    slots.tryTake();
    await expect(slots.take(1, never)).rejects.toMatchObject({ code: 'OVERLOADED' });
    const client = new AbortController();
    const waiting = slots.take(1000, client.signal);
    client.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    slots.give();
    expect([slots.taken, slots.waiting]).toEqual([0, 0]);
  });
});
