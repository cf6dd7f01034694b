import { type DestinationStream, destination as openDestination, type Logger, pino } from 'pino';

import { activeIds, isTracing } from './tracing/spans.ts';

export type { Logger } from 'pino';

/** Members that never reach a log, in lower case, however deep they lie. */
const secretNames = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'currentpassword',
  'newpassword',
  'token',
  'refreshtoken',
  'paymenttoken',
  'secret',
  'email',
  'phone',
]);
/** On a logger whose lines say by themselves which trace they belong to. */
export const knowsTrace = Symbol('knows its trace');
/** Deeper than any log line of ours; what lies below is left out rather than walked. */
const deepestMember = 6;

/** JSON lines on stdout: time, level as a word, service, instance. Secrets and personal data are redacted by name. */
export function createLogger(
  options: { service: string; instance: string; level: string },
  destination: DestinationStream = bufferedStdout(),
): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, instance: options.instance },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      ...(isTracing() ? { mixin: traceOf } : {}),
      formatters: { level: (label) => ({ level: label }), log: redact },
    },
    destination,
  );
}

/** The ids of what runs now, for lines of loggers that do not know them. */
function traceOf(_line: object, _level: number, logger: object): object {
  return knowsTrace in logger ? {} : activeIds();
}

/** A copy without secrets; the line itself where there are none, as almost always. */
function redact(line: Record<string, unknown>): Record<string, unknown> {
  return (redactMembers(line, 0) ?? line) as Record<string, unknown>;
}

/** The redacted copy of a value, or undefined where it may stay as it is. Errors and other classes are for serializers. */
function redactMembers(value: object, depth: number): object | undefined {
  if (depth > deepestMember) return {};
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  let copy: Record<string, unknown> | undefined;
  for (const [name, member] of Object.entries(value)) {
    const replacement = redactMember(name, member, depth);
    if (replacement === undefined) continue;
    copy ??= { ...value } as Record<string, unknown>;
    copy[name] = replacement;
  }
  return copy;
}

function redactMember(name: string, member: unknown, depth: number): unknown {
  if (member === null || member === undefined) return undefined;
  if (secretNames.has(name.toLowerCase())) return '[redacted]';
  return typeof member === 'object' ? redactMembers(member, depth + 1) : undefined;
}

/** Lines are written together, 4 kB at a time or after this many milliseconds: one call of the system for each would cost more than the line. */
const flushEveryMs = 200;

function bufferedStdout(): DestinationStream {
  const stdout = openDestination({ dest: 1, minLength: 4096, sync: true });
  setInterval(() => stdout.flush(), flushEveryMs).unref();
  process.on('exit', () => stdout.flushSync());
  return stdout;
}
