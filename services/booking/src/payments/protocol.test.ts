import { describe, expect, test } from 'vitest';
import { readAnswer, readFailure } from './protocol.ts';

describe('what an answer of the provider means', () => {
  test.each([
    [200, { state: 'done', reference: 'c1' }, { kind: 'done', reference: 'c1' }],
    [402, { state: 'declined', reason: 'stolen' }, { kind: 'declined', reason: 'stolen' }],
    [202, { state: 'pending' }, { kind: 'pending' }],
    [
      409,
      { state: 'refused', reason: 'captured', reference: 'c1' },
      { kind: 'refused', reason: 'captured', reference: 'c1' },
    ],
  ] as const)('%i with a body that is understood: what the body says', (status, body, expected) => {
    for (const isQuestion of [false, true]) expect(readAnswer(status, { ...body }, isQuestion)).toEqual(expected);
  });

  test('unheard is for questions; a call that was just made cannot be', () => {
    expect(readAnswer(404, { state: 'unheard' }, true)).toEqual({ kind: 'unheard' });
    expect(readAnswer(404, { state: 'unheard' }, false).kind).toBe('unknown');
  });

  test.each([
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [200, 'unknown'],
    [302, 'unknown'],
    [401, 'notTaken'],
    [429, 'notTaken'],
    [400, 'refused'],
    [404, 'refused'],
  ])('%i without one: %s', (status, kind) => {
    expect(readAnswer(status, undefined, false).kind).toBe(kind);
    // A question that is not understood says nothing about the call that it is about.
    expect(readAnswer(status, undefined, true).kind).toBe('unknown');
  });

  test('a server that fails may have done it, whatever it says', () => {
    expect(readAnswer(500, { state: 'refused' }, false).kind).toBe('unknown');
  });
});

describe('what no answer means', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'EOPENBREAKER'])(
    '%s: nothing was sent',
    (code) => {
      expect(readFailure(Object.assign(new Error(code), { code }))).toEqual({ kind: 'notTaken', reason: code });
    },
  );

  test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])('%s: it may have arrived', (code) => {
    expect(readFailure(Object.assign(new Error(code), { code })).kind).toBe('unknown');
  });

  test('time ran out: it may have arrived', () => {
    expect(readFailure(new DOMException('late', 'TimeoutError'))).toEqual({
      kind: 'unknown',
      reason: 'no_answer_in_time',
    });
  });
});
