import { expect, test } from 'vitest';
import { classify, NodeLost } from './errors.ts';

const pgError = (code: string) => Object.assign(new Error('from the server'), { code });

test('a node that refuses writes, or was never reached, did nothing', () => {
  expect(classify(pgError('25006'), 'running')).toBe('notDone');
  expect(classify(pgError('ECONNREFUSED'), 'connecting')).toBe('notDone');
  expect(classify(pgError('57P03'), 'connecting')).toBe('notDone');
  expect(classify(new Error('Client has encountered a connection error and is not queryable'), 'running')).toBe(
    'notDone',
  );
});

test('what was sent and not answered may have taken effect', () => {
  for (const error of [
    pgError('57P02'),
    pgError('ECONNRESET'),
    new Error('Connection terminated unexpectedly'),
    new Error('Query read timeout'),
    new NodeLost('127.0.0.1:5411'),
  ])
    expect([error.message, classify(error, 'running')]).toEqual([error.message, 'unknown']);
});

test('a statement whose connection a stopping server ended was rolled back; a commit may have been faster', () => {
  const turnedAway = Object.assign(pgError('57P01'), { severity: 'FATAL' });
  expect(classify(turnedAway, 'running')).toBe('notDone');
  expect(classify(turnedAway, 'committing')).toBe('unknown');
});

test('what the server ended for taking too long is rolled back; any other error is the statement’s own', () => {
  expect(classify(pgError('57014'), 'running')).toBe('rolledBack');
  expect(classify(pgError('23505'), 'running')).toBe('failed');
  expect(classify(pgError('28P01'), 'connecting')).toBe('failed');
});

test('a server with a full disk did nothing, and says so in every phase', () => {
  for (const phase of ['running', 'committing'] as const) expect(classify(pgError('53100'), phase)).toBe('rolledBack');
});

test('a server that goes down because it cannot write its log may have written the commit', () => {
  const panic = Object.assign(pgError('53100'), { severity: 'PANIC' });
  for (const phase of ['running', 'committing'] as const) expect(classify(panic, phase)).toBe('unknown');
});
