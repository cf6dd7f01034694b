import bcrypt from 'bcrypt';
import { createHmac } from 'node:crypto';
import { createGate } from './gate.ts';

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** Without a hash to compare to (no such account) it works as long and answers false, so that timing tells nothing. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
};

export type HasherOptions = {
  /** Key of the prehash; a stolen table is worthless without it. */
  pepper: string;
  /** bcrypt cost; each step doubles the work. At least 12 outside tests (quality.md S4). */
  cost: number;
  /** Hashes computed at once by this process; the rest waits, at most `waiting`. */
  atOnce?: number;
  waiting?: number;
};

/**
 * bcrypt over HMAC-SHA-256: bcrypt reads 72 bytes only and stops at a NUL, so the password goes through a keyed hash first,
 * in base64. Bounded, because each hash costs a fifth of a second of a core.
 */
export async function createPasswordHasher({
  pepper,
  cost,
  atOnce = 2,
  waiting = 200,
}: HasherOptions): Promise<PasswordHasher> {
  const gate = createGate({ atOnce, waiting });
  const prehash = (password: string) => createHmac('sha256', pepper).update(password).digest('base64');
  const nobodysHash = await bcrypt.hash(prehash(''), cost);
  return {
    hash: (password) => gate(() => bcrypt.hash(prehash(password), cost)),
    matches: (password, hash) =>
      gate(async () => {
        const isMatch = await bcrypt.compare(prehash(password), hash ?? nobodysHash);
        return isMatch && hash !== undefined;
      }),
  };
}
