import { isStaff, type ProblemCode, type Role, type ServiceTokenScope, staffRoles } from '@airside/contracts';
import type { Caller } from './caller.ts';

/** Who may call a route; written beside it as `config: { access: access.… }`. A route without it does not start. */
export type Access =
  | { kind: 'public' }
  | { kind: 'signedIn' }
  | { kind: 'roles'; roles: readonly Role[]; scope?: ServiceTokenScope }
  | { kind: 'selfOrStaff'; param: string }
  | { kind: 'internal' };

export const access = {
  /** Anybody; a token is not even looked at. */
  public: { kind: 'public' },
  /** Any account. */
  signedIn: { kind: 'signedIn' },
  /** Agents, ops and admins. */
  staff: { kind: 'roles', roles: staffRoles },
  ops: { kind: 'roles', roles: ['ops', 'admin'] },
  admin: { kind: 'roles', roles: ['admin'] },
  /** Ops and admins, and machines whose service token has the scope. */
  opsOrScope: (scope: ServiceTokenScope) => ({
    kind: 'roles',
    roles: ['ops', 'admin'],
    scope,
  }),
  /** The account whose id is the path parameter `param`, and staff. */
  selfOrStaff: (param: string) => ({ kind: 'selfOrStaff', param }),
  /** Other processes of this installation only, by the cluster secret; never routed by the gateway. */
  internal: { kind: 'internal' },
} as const satisfies Record<string, Access | ((argument: never) => Access)>;

export type AccessDecision = 'allowed' | Extract<ProblemCode, 'AUTHENTICATION_REQUIRED' | 'FORBIDDEN'>;

/** What can be decided before the path parameters are validated: whether the caller can ever be allowed. */
export function decideAccess(rule: Access, caller: Caller): AccessDecision {
  if (rule.kind === 'public' || rule.kind === 'internal') return 'allowed';
  if (caller.kind === 'nobody') return 'AUTHENTICATION_REQUIRED';
  if (rule.kind === 'roles') return mayByRole(rule, caller) ? 'allowed' : 'FORBIDDEN';
  return caller.kind === 'account' ? 'allowed' : 'FORBIDDEN';
}

/** The rest, once the path parameters are known to be valid: is it the caller's own? */
export function decideOwnership(rule: Access, caller: Caller, params: Record<string, unknown>): AccessDecision {
  if (rule.kind !== 'selfOrStaff') return 'allowed';
  if (caller.kind !== 'account') return 'AUTHENTICATION_REQUIRED';
  return params[rule.param] === caller.userId || isStaff(caller.roles) ? 'allowed' : 'FORBIDDEN';
}

function mayByRole(rule: Extract<Access, { kind: 'roles' }>, caller: Exclude<Caller, { kind: 'nobody' }>): boolean {
  if (caller.kind === 'service') return rule.scope !== undefined && caller.scopes.includes(rule.scope);
  return caller.roles.some((role) => rule.roles.includes(role));
}
