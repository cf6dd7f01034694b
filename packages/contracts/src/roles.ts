import { type Static, Type } from 'typebox';

/** What an account may be. `passenger` is what everybody is. */
export const roles = ['passenger', 'agent', 'ops', 'admin'] as const;
export const Role = Type.Enum([...roles]);
export type Role = Static<typeof Role>;

/** Roles that count as staff: they may see other people's bookings and subscriptions. */
export const staffRoles: readonly Role[] = ['agent', 'ops', 'admin'];

/** What a service token may do. */
export const serviceTokenScopes = ['events:write'] as const;
export const ServiceTokenScope = Type.Enum([...serviceTokenScopes]);
export type ServiceTokenScope = Static<typeof ServiceTokenScope>;

export function isStaff(held: readonly Role[]): boolean {
  return held.some((role) => staffRoles.includes(role));
}
