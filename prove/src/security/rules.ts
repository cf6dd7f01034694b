import type { Caller } from './callers.ts';
import type { Operation } from './operations.ts';

/** What the guard of an operation must say to a caller. */
export type Decision =
  /** Whatever comes after the guard. */
  | 'pass'
  /** As somebody else's: refused, in a way that need not tell whether it exists. */
  | 'hidden'
  /** Left to the service: staff may do some of what an owner may. */
  | 'known'
  | 401
  | 403;

/** Asks for the cookie of a session, whoever else the caller may be. */
const cookiePath = '/api/auth/session/refresh';

/** Names of path parameters that mean something of the owner's, whatever the access rule of the operation says. */
export const ownedParameters: ReadonlySet<string> = new Set(['bookingId', 'booking_id', 'passengerId', 'holdId']);

export function decisionFor({ method, path, access }: Operation, caller: Caller): Decision {
  if (path === cookiePath) return 401;
  if (access === 'public') return 'pass';
  if (caller === 'nobody') return 401;
  const isTraveller = caller === 'another' || caller === 'owner';
  if (access === 'selfOrStaff') return caller === 'another' ? 403 : 'pass';
  if (access !== 'signedIn') return access.includes(isTraveller ? 'passenger' : caller) ? 'pass' : 403;
  if (!isOwned(path) || caller === 'owner') return 'pass';
  if (caller === 'another') return 'hidden';
  return method === 'GET' ? 'pass' : 'known';
}

/** Whether a status is what was decided. */
export function isRight(decision: Decision, status: number): boolean {
  if (status === 0 || status >= 500) return false;
  if (decision === 'pass') return status !== 401 && status !== 403;
  if (decision === 'known') return status !== 401;
  if (decision === 'hidden') return status >= 400 && status !== 401;
  return status === decision;
}

/** Whether an operation is about a thing of the owner's. */
export function isOwned(path: string): boolean {
  return [...path.matchAll(/\{([^}]+)\}/g)].some(([, name = '']) => ownedParameters.has(name));
}

/** Which of the secrets stand in a text, in the clear. */
export function secretsIn(lines: readonly string[], secrets: Iterable<string>): string[] {
  const found: string[] = [];
  const all = lines.join('\n');
  for (const secret of secrets) if (all.includes(secret)) found.push(secret);
  return found;
}

/** Every text in a value, however deep: what of the stack's own secrets must be in no log. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** A right that a database role has. */
export type Right = { role: string; schema: string; table: string; right: string };

/** Rights that a role should not have: any on the schemas of another; for the reader of the ETL any but reading. */
export function wrongRights(rights: readonly Right[]): Right[] {
  return rights.filter(({ role, schema, right }) =>
    // A service's schema has its role's name, and its jobs have one beside it.
    role === 'etl' ? right !== 'SELECT' : schema !== role && schema !== `${role}_jobs`,
  );
}

/** How far two medians are apart, in percent of the greater. */
export function apartPercent(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [median(one), median(other)];
  return (100 * Math.abs(a - b)) / Math.max(a, b);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** Header names that a client may not have made a service believe: forwarding, identity, hops. */
export function trustedForgeries(received: readonly string[], forged: Readonly<Record<string, string>>): string[] {
  const arrived = new Set<string>();
  for (let index = 0; index + 1 < received.length; index += 2) {
    const name = received[index]?.toLowerCase() ?? '';
    if (forged[name] !== undefined && (received[index + 1] ?? '').includes(forged[name])) arrived.add(name);
  }
  return [...arrived];
}
