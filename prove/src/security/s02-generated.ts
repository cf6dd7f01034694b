import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { askPatiently, eachOf } from './ask.ts';
import type { Check } from './check.ts';
import { type Generated, requestsTo } from './generate.ts';
import { fillPath, type Operation } from './operations.ts';
import type { SecurityScene } from './scene.ts';

const requests = { full: 10_000, quick: 1200 };
const atOnce = 12;
const staffOnly = /^\/api\/(system|demo)\//;
/** Ends or changes who calls it. */
const ofOneself = /^\/api\/auth\/(logout|me|me\/password)$/;

/** Requests made from the OpenAPI document, mostly as it allows and partly not: none may be answered with a fault of ours. */
export const generated: Check = {
  id: 'S2',
  async run(scene, isQuick) {
    const seed = randomInt(2 ** 31);
    const { operations } = scene;
    const each = Math.ceil((isQuick ? requests.quick : requests.full) / operations.length);
    const expendable = await scene.newPerson();
    const faulty: string[] = [];
    const counts = { understood: 0, refused: 0 };
    const all = operations.flatMap((operation, index) =>
      fc
        .sample(requestsTo(operation), { seed: seed + index, numRuns: each })
        .map((request, turn) => ({ operation, request, turn })),
    );
    // One after the other would ask a single operation all the time.
    const mixed = all.toSorted((one, other) => one.turn - other.turn);
    await eachOf(mixed, atOnce, async ({ operation, request, turn }) => {
      const token = tokenFor(scene, operation, expendable.token, turn);
      const { status, text } = await askPatiently(() => send(scene, operation, request, token));
      if (status >= 500 || status === 0) {
        faulty.push(
          `${operation.method} ${operation.path} ${JSON.stringify(request)}: ${status} ${text.slice(0, 200)}`,
        );
      } else if (status < 300) counts.understood += 1;
      else counts.refused += 1;
    });
    return {
      faults: { '5xx': faulty.length },
      says: `${mixed.length} requests with seed ${seed}, ${counts.understood} understood and ${counts.refused} refused`,
      examples: faulty,
    };
  },
};

function tokenFor({ people }: SecurityScene, { path }: Operation, expendable: string, turn: number) {
  // Whoever may would kill instances, and change databases over.
  if (staffOnly.test(path)) return people.another.token;
  if (ofOneself.test(path)) return expendable;
  if (path === '/api/auth/users/{id}/roles') return people.ops.token;
  return [people.owner, people.ops, people.admin][turn % 3]?.token;
}

function send({ asking, belongings }: SecurityScene, operation: Operation, request: Generated, token?: string) {
  const owned: Readonly<Record<string, string>> = { ...belongings, booking_id: belongings.bookingId };
  // Half of what is looked for is there, so that what comes behind the look-up is reached too.
  const isThere = JSON.stringify(request).length % 2 === 0;
  const path = fillPath(operation.path, (name) => {
    const drawn = (isThere ? owned[name] : undefined) ?? request.path[name] ?? '1';
    return drawn.isWellFormed() ? drawn : '\ufffd';
  });
  const query = new URLSearchParams([...request.query]).toString();
  return asking.ask(operation.method, query === '' ? path : `${path}?${query}`, {
    token,
    headers: request.headers,
    body: request.body,
  });
}
