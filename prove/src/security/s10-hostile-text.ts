import fc from 'fast-check';
import { askPatiently, eachOf } from './ask.ts';
import type { Check } from './check.ts';
import { allowedBy } from './generate.ts';
import { hugeNumbers, invalidUtf8, nastyTexts } from './nasty.ts';
import { fillPath, type Operation, type Schema } from './operations.ts';
import type { SecurityScene } from './scene.ts';

/** Of the texts for each field: all at full size. */
const textsPerField = { full: nastyTexts.length, quick: 6 };
const skipped = /^\/api\/(system|demo)\/|\/logout$/;
const atOnce = 12;

type Try = { what: string; method: string; path: string; body?: Buffer | string };

/** Text and numbers that break careless software, in every field of every operation: refused, or stored as what they are. */
export const hostileText: Check = {
  id: 'S10',
  async run(scene, isQuick) {
    const operations = scene.operations.filter(({ path }) => !skipped.test(path));
    const perField = isQuick ? textsPerField.quick : textsPerField.full;
    const tries = operations
      .flatMap((operation, index) => triesFor(scene, operation, perField, index).map((one, turn) => ({ ...one, turn })))
      // Not all that hash passwords at once.
      .toSorted((one, other) => one.turn - other.turn);
    const faulty: string[] = [];
    let stored = 0;
    await eachOf(tries, atOnce, async ({ what, method, path, body }, index) => {
      const { owner, ops, admin } = scene.people;
      const token = [admin, ops, owner][index % 3]?.token;
      const { status, text } = await askPatiently(() => scene.asking.ask(method, path, { token, body }));
      if (status === 0 || status >= 500) faulty.push(`${method} ${path} ${what}: ${status} ${text.slice(0, 200)}`);
      if (status < 300) stored += 1;
    });
    const { status } = await scene.asking.ask('GET', '/api/auth/me', { token: scene.people.owner.token });
    return {
      faults: { '5xx': faulty.length, 'accounts gone': status === 200 ? 0 : 1 },
      says: `${tries.length} requests, of which ${stored} did as they say`,
      examples: faulty,
    };
  },
};

function triesFor(scene: SecurityScene, operation: Operation, perField: number, index: number): Try[] {
  const { method, parameters, body } = operation;
  const pathWith = (spoilt?: string, text = '') =>
    fillPath(operation.path, (name) => (name === spoilt ? '@' : known(scene, name)))
      .replace('@', text)
      .replace('%40', text);
  // Each field gets others of them, so that even a few for each are all of them somewhere.
  const texts = Array.from(
    { length: perField },
    (_none, nth) => nastyTexts[(index * perField + nth) % nastyTexts.length] ?? '',
  );
  const inUrl = ['%00', '%ff', '%c0%af', '%ed%a0%80', ...texts.map((text) => encodeURIComponent(text.toWellFormed()))];
  const inPath = parameters
    .filter((one) => one.in === 'path')
    .flatMap(({ name }) => inUrl.map((text): Try => ({ what: `path ${name}`, method, path: pathWith(name, text) })));
  const inQuery = parameters
    .filter((one) => one.in === 'query')
    .flatMap(({ name }) =>
      inUrl.map((text): Try => ({ what: `query ${name}`, method, path: `${pathWith()}?${name}=${text}` })),
    );
  if (body === undefined) return [...inPath, ...inQuery];
  const inBody = bodiesFor(body, texts).map((one): Try => ({ ...one, method, path: pathWith() }));
  return [...inPath, ...inQuery, ...inBody];
}

/** A body as it is allowed, with one of its fields spoilt: for each text and number in each field, and bytes that are no text. */
function bodiesFor(schema: Schema, texts: readonly string[]): { what: string; body: Buffer | string }[] {
  const [sample] = fc.sample(allowedBy(schema), { seed: 7, numRuns: 1 });
  const base = { ...(sample as Record<string, unknown>) };
  const mark = 'SPOILT';
  const spoil = (name: string, raw: string) =>
    JSON.stringify({ ...base, [name]: mark }).replace(`"${mark}"`, () => raw);
  return Object.keys({ ...base, ...schema.properties }).flatMap((name) => [
    ...texts.map((text) => ({
      what: `${name} ${JSON.stringify(text.slice(0, 30))}`,
      body: spoil(name, JSON.stringify(text)),
    })),
    ...hugeNumbers.map((number) => ({ what: `${name} ${number.slice(0, 30)}`, body: spoil(name, number) })),
    ...invalidUtf8.map((bytes) => {
      const [before = '', after = ''] = JSON.stringify({ ...base, [name]: mark }).split(mark);
      return {
        what: `${name} ${bytes.toString('hex')}`,
        body: Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]),
      };
    }),
  ]);
}

function known({ belongings }: SecurityScene, name: string): string {
  if (name === 'flightId') return belongings.flightCode;
  if (name === 'passengerId') return belongings.passengerId;
  return /^booking_?id$/i.test(name) ? belongings.bookingId : '2147483647';
}
