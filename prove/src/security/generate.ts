import fc from 'fast-check';
import type { Operation, Schema } from './operations.ts';
import { nastyTexts } from './nasty.ts';

/** What is sent to an operation: parameters by name, as text, and the body as it goes over the wire. */
export type Generated = {
  path: Readonly<Record<string, string>>;
  query: readonly [name: string, value: string][];
  headers: Readonly<Record<string, string>>;
  body: string | undefined;
};

const mostItems = 4;

/** Values that a schema allows. What it says by patterns we cannot draw from is left to chance. */
export function allowedBy(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(allowedBy));
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 100_000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.uniqueArray(allowedBy(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? mostItems, mostItems)),
        selector: (item) => JSON.stringify(item),
      });
    case 'object':
      return objectOf(schema);
    default:
      return fc.jsonValue();
  }
}

const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });

function textOf({ pattern, format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'date') return times.map((time) => time.toISOString().slice(0, 10));
  if (format === 'date-time') return times.map((time) => time.toISOString());
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.emailAddress();
  const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)), unit: 'grapheme' });
  // fast-check draws from no pattern that looks ahead.
  if (pattern === undefined || pattern.includes('(?')) return plain;
  return fc
    .stringMatching(new RegExp(pattern))
    .map((text) => text.slice(0, Math.max(minLength, Math.min(maxLength, 100))));
}

function objectOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, allowedBy(schema)]));
  return fc.record(members, { requiredKeys: required.filter((name) => name in members) });
}

/** Mostly what is allowed, now and then what is not. */
function nearly(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: allowedBy(schema) }, { weight: 1, arbitrary: anyValue });
}

const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...nastyTexts),
  fc.jsonValue(),
  fc.constantFrom<unknown>(-1, 0, 2 ** 31, 2 ** 53, 1e300, true, null, [], {}),
);

/** A body: as allowed, or with one member that is not, or anything at all. */
function bodyOf(schema: Schema): fc.Arbitrary<string> {
  const spoilt = fc
    .tuple(allowedBy(schema), fc.constantFrom(...Object.keys(schema.properties ?? { unknown: {} })), anyValue)
    .map(([body, name, value]) => ({ ...(body as object), [name]: value }));
  const value = fc.oneof(
    { weight: 5, arbitrary: allowedBy(schema) },
    { weight: 3, arbitrary: spoilt },
    { weight: 1, arbitrary: anyValue },
  );
  const broken = fc.constantFrom('', '{', '{"a":1,}', '[', '"\\ud800"', '{"__proto__":{"x":1}}', 'null', '1e999');
  return fc.oneof({ weight: 15, arbitrary: value.map((one) => JSON.stringify(one)) }, { weight: 1, arbitrary: broken });
}

const textOfValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** Bytes that a header may hold. */
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?');

/** Requests to one operation. */
export function requestsTo({ parameters, body }: Operation): fc.Arbitrary<Generated> {
  const partOf = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const texts = (place: string) =>
    fc.record(Object.fromEntries(partOf(place).map(({ name, schema }) => [name, nearly(schema).map(textOfValue)])), {
      requiredKeys: place === 'path' ? partOf(place).map(({ name }) => name) : [],
    });
  return fc.record({
    path: texts('path') as fc.Arbitrary<Record<string, string>>,
    query: texts('query').map((query) => Object.entries(query) as [string, string][]),
    headers: texts('header').map((headers) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, printable(String(value))])),
    ),
    body: body === undefined ? fc.constant(undefined) : bodyOf(body),
  });
}
