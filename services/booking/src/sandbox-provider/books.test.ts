import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createBooks } from './books.ts';
import { openJournal } from './journal.ts';
import { behaviourOf, sandboxTokens } from './tokens.ts';

const request = { amountMinor: 1000, currency: 'EUR', method: 'credit_card' as const };
const open = (nowMs = () => 0) => createBooks({ nowMs, onChange: () => undefined });

test('a key stands for one effect: asked again it is answered again, with another request it is refused', () => {
  const books = open();
  const { reference = '' } = books.authorise('1/authorise', request);
  expect(books.authorise('1/authorise', request)).toEqual({ state: 'done', reference });
  expect(books.authorise('1/authorise', { ...request, amountMinor: 1 })).toMatchObject({ reason: 'key_reused' });
  for (let time = 0; time < 2; time += 1) {
    expect(books.capture('1/capture', { reference, amountMinor: 1000 })).toMatchObject({ state: 'done' });
    expect(books.refund('1/refund/a', { reference, amountMinor: 400 })).toMatchObject({ state: 'done' });
  }
  expect(books.totals()).toEqual([{ currency: 'EUR', capturedMinor: 1000, refundedMinor: 400 }]);
  expect(books.refund('1/refund/b', { reference, amountMinor: 601 })).toMatchObject({ reason: 'too_much' });
});

test('what was voided before it came is refused when it comes', () => {
  const books = open();
  expect(books.void('1/void', { authoriseKey: '1/authorise' })).toMatchObject({ state: 'done', wasAuthorised: false });
  expect(books.authorise('1/authorise', request)).toMatchObject({ state: 'refused', reason: 'voided' });
  expect(books.listHeld()).toEqual([]);
});

test('what is captured is not voided, and what is voided is not captured', () => {
  const books = open();
  const { reference: one = '' } = books.authorise('1/authorise', request);
  books.capture('1/capture', { reference: one, amountMinor: 1000 });
  expect(books.void('1/void', { authoriseKey: '1/authorise' })).toMatchObject({
    state: 'refused',
    reason: 'captured',
    reference: one,
  });
  const { reference: two = '' } = books.authorise('2/authorise', request);
  expect(books.void('2/void', { authoriseKey: '2/authorise' })).toMatchObject({ state: 'done', wasAuthorised: true });
  expect(books.capture('2/capture', { reference: two, amountMinor: 1000 })).toMatchObject({
    state: 'refused',
    reason: 'voided',
  });
});

test('a late verdict is pending until its time, and cannot be voided before', () => {
  let nowMs = 0;
  const books = open(() => nowMs);
  expect(books.authorise('1/authorise', { ...request, token: 'late_approve:2' }).state).toBe('pending');
  expect(books.void('1/void', { authoriseKey: '1/authorise' }).state).toBe('pending');
  expect(books.ask('1/void').state).toBe('unheard');
  nowMs = 2000;
  expect(books.ask('1/authorise').state).toBe('done');
  expect(books.void('1/void', { authoriseKey: '1/authorise' })).toMatchObject({ state: 'done', wasAuthorised: true });
});

test('whatever is asked of them, the books never refund more than was captured', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const step = fc.record({
    what: fc.constantFrom('authorise', 'capture', 'void', 'refund'),
    key,
    amountMinor: fc.constantFrom(400, 1000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const books = open();
      const references = new Map<string, string>();
      for (const { what, key: of, amountMinor } of steps) {
        const reference = references.get(of) ?? 'charge_0';
        if (what === 'authorise')
          references.set(of, books.authorise(`${of}/authorise`, request).reference ?? reference);
        if (what === 'capture') books.capture(`${of}/capture`, { reference, amountMinor });
        if (what === 'void') books.void(`${of}/void`, { authoriseKey: `${of}/authorise` });
        if (what === 'refund') books.refund(`${of}/refund/${amountMinor}`, { reference, amountMinor });
      }
      for (const { capturedMinor, refundedMinor } of books.totals())
        expect(refundedMinor).toBeLessThanOrEqual(capturedMinor);
    }),
  );
});

test('the journal gives back what was promised, but for a line that was cut short', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'airside-journal-'));
  try {
    const journal = openJournal(dir, () => books.charges());
    const books = createBooks({ nowMs: () => 0, onChange: journal.append });
    const { reference = '' } = books.authorise('1/authorise', request);
    books.capture('1/capture', { reference, amountMinor: 1000 });
    books.void('2/void', { authoriseKey: '2/authorise' });
    const file = path.join(dir, 'charges.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"reference":"charge_3","ke`);
    const again = createBooks({ nowMs: () => 0, onChange: () => undefined, known: openJournal(dir, () => []).known });
    expect([...again.charges()]).toEqual([...books.charges()]);
    expect(again.ask('1/capture')).toMatchObject({ state: 'done', reference });
    expect(again.authorise('3/authorise', request).reference).toBe('charge_3');
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('every token that is listed is known, and no other is approved', () => {
  for (const { token } of sandboxTokens) expect(behaviourOf(token).verdict).not.toEqual({ decline: 'unknown_token' });
  for (const token of ['', 'Approve', 'toString', '__proto__', 'constructor:1']) {
    expect(behaviourOf(token).verdict).toEqual({ decline: 'unknown_token' });
  }
});
