import { createTestDatabase, type TestDatabase } from '@airside/testing';
import fc from 'fast-check';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from './digest-world.ts';

let database: TestDatabase;
let readers = 40_000;

beforeAll(async () => {
  database = await createTestDatabase({
    role: 'notification_service',
    migrations: join(import.meta.dirname, '../migrations'),
  });
});
afterAll(() => database.drop());

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('plan' as const),
      flight: fc.constantFrom(0 as const, 1 as const),
      kind: fc.constantFrom('delay' as const, 'delay' as const, 'gate_change' as const, 'cancellation' as const),
      /** Of the event; some come late. */
      minute: fc.integer({ min: 0, max: 60 }),
      isHeld: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('run' as const),
      which: fc.array(fc.nat(50), { minLength: 1, maxLength: 2 }),
      answer: fc.constantFrom(
        'accepted' as const,
        'busy' as const,
        'busy' as const,
        'refused' as const,
        'taken, unsaid' as const,
        'not taken, unsaid' as const,
        'taken, silent' as const,
        'not taken, silent' as const,
      ),
      fate: fc.constantFrom(
        'ends' as const,
        'ends' as const,
        'comes again' as const,
        'killed' as const,
        'dead' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('redrive' as const) }) },
);

test('in whatever order things happen, every event is told once, or the ledger says why it was not', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (steps) => {
      readers += 1;
      const world = await createWorld(database, readers);
      for (const each of steps) {
        if (each.what === 'plan') await world.plan(each.flight, each.kind, each.minute, each.isHeld);
        else if (each.what === 'run') await world.runSome(each.which, each.answer, each.fate);
        else await world.redrive();
      }
      await finish(world);
      await expectAllTold(world);
    }),
    { numRuns: 60 },
  );
});

/** The provider is well again, and nobody dies any more. */
async function finish(world: World): Promise<void> {
  for (let runs = 0; world.jobs.length > 0; runs += 1) {
    if (runs > 500) throw new Error('the jobs do not end');
    await world.runSome([0], 'accepted', 'ends');
  }
}

async function expectAllTold(world: World): Promise<void> {
  const rows = await world.ledger();
  expect(rows).toHaveLength(world.planned.length);
  for (const { eventId, state, code } of rows) {
    const event = world.planned.find(({ id }) => id === eventId);
    if (event === undefined) throw new Error('an event that nobody planned');
    const times = world.taken.filter(({ message }) => message.body.includes(event.mark)).length;
    const seen = `${state} ${code}`;
    expect([
      'SENT delivered',
      'MERGED digest',
      'MERGED superseded',
      'SKIPPED older',
      'FAILED unknown_outcome',
      'FAILED refused',
      'FAILED exhausted',
    ]).toContain(seen);
    if (seen === 'SENT delivered' || seen === 'MERGED digest') expect(times, seen).toBe(1);
    else if (seen === 'FAILED unknown_outcome') expect(times, seen).toBeLessThanOrEqual(1);
    else expect(times, seen).toBe(0);
    // What nobody was told, and no newer text replaces, has a reason that somebody can act upon.
    if (times === 0 && !state.startsWith('FAILED')) expect(world.newerThan(event), seen).toBeDefined();
  }
  for (const { message, plannedBefore } of world.taken)
    for (const event of world.planned.filter(({ mark }) => message.body.includes(mark)))
      expect(world.newerThan(event, plannedBefore), `${event.mark} was obsolete`).toBeUndefined();
}
