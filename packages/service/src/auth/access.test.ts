import type { Role } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { access, decideAccess, decideOwnership } from './access.ts';
import { type Caller, nobody } from './caller.ts';

const account = (userId: number, ...roles: Role[]): Caller => ({
  kind: 'account',
  userId,
  username: 'x',
  firstName: undefined,
  lastName: undefined,
  roles,
  sessionId: 's',
});
const feed: Caller = { kind: 'service', tokenId: 1, name: 'feed', scopes: ['events:write'] };

describe('who may call a route', () => {
  test.each([
    ['public', access.public, ['allowed', 'allowed', 'allowed', 'allowed', 'allowed']],
    ['signedIn', access.signedIn, ['AUTHENTICATION_REQUIRED', 'allowed', 'allowed', 'allowed', 'FORBIDDEN']],
    ['staff', access.staff, ['AUTHENTICATION_REQUIRED', 'FORBIDDEN', 'allowed', 'allowed', 'FORBIDDEN']],
    ['admin', access.admin, ['AUTHENTICATION_REQUIRED', 'FORBIDDEN', 'FORBIDDEN', 'allowed', 'FORBIDDEN']],
    [
      'ops or scope',
      access.opsOrScope('events:write'),
      ['AUTHENTICATION_REQUIRED', 'FORBIDDEN', 'FORBIDDEN', 'allowed', 'allowed'],
    ],
  ] as const)('%s: nobody, passenger, agent, admin, feed', (_name, rule, expected) => {
    const callers = [nobody, account(1, 'passenger'), account(2, 'passenger', 'agent'), account(3, 'admin'), feed];
    expect(callers.map((caller) => decideAccess(rule, caller))).toEqual(expected);
  });

  test("a person's own things are for that person and for staff", () => {
    const rule = access.selfOrStaff('user_id');
    const decide = (caller: Caller) => decideOwnership(rule, caller, { user_id: 1 });
    expect(decide(account(1, 'passenger'))).toBe('allowed');
    expect(decide(account(2, 'passenger'))).toBe('FORBIDDEN');
    expect(decide(account(2, 'agent'))).toBe('allowed');
    expect(decide(feed)).toBe('AUTHENTICATION_REQUIRED');
  });
});
