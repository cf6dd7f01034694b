import { eventTypes, frameExchanges } from '@airside/contracts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenReferences } from './references.ts';
import { asyncApiFile, renderAsyncApi } from './render-asyncapi.ts';

type Document = {
  asyncapi: string;
  info: { title: string; version: string };
  channels: Record<string, { address: string; messages: Record<string, unknown> }>;
  operations: Record<string, { action: string; channel: unknown; messages: unknown[] }>;
};
const document = JSON.parse(renderAsyncApi()) as Document;

test('docs/api/asyncapi.json says what the contracts say (else run: node scripts/docs/asyncapi.ts)', () => {
  expect(readFileSync(asyncApiFile, 'utf8')).toBe(renderAsyncApi());
});

test('it has what AsyncAPI 3.0 asks for, and no reference leads nowhere', () => {
  expect(document.asyncapi).toBe('3.0.0');
  expect(Object.keys(document.info)).toEqual(expect.arrayContaining(['title', 'version']));
  for (const { action, messages } of Object.values(document.operations)) {
    expect(['send', 'receive']).toContain(action);
    expect(messages.length).toBeGreaterThan(0);
  }
  expect(brokenReferences(document)).toEqual([]);
  // That a broken one would be seen.
  expect(brokenReferences({ a: { $ref: '#/b' } })).toEqual(['#/b']);
});

test('every event of the bus and every frame of a room is in it, once', () => {
  const onBus = Object.entries(document.channels).filter(([name]) => name.startsWith('bus.'));
  expect(onBus.flatMap(([, { messages }]) => Object.keys(messages)).toSorted()).toEqual([...eventTypes].toSorted());
  expect(Object.keys(document.channels['rooms']?.messages ?? {})).toEqual(
    expect.arrayContaining(Object.keys(frameExchanges)),
  );
});
