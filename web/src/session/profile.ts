import type { Profile, ProfilePatch } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** The account that is signed in. */
export function profileQuery(call: Call) {
  return queryOptions({
    queryKey: ['profile'],
    queryFn: ({ signal }) => call<Profile>('GET', '/api/auth/me', { signal }),
    staleTime: 5 * 60_000,
  });
}

export function patchProfile(call: Call, patch: ProfilePatch): Promise<Profile> {
  return call<Profile>('PATCH', '/api/auth/me', { body: patch });
}
