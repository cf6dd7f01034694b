import { type AccessClaims, accessTokenTtlSeconds, tokenAudience, tokenIssuer } from '@airside/contracts';
import type { AccountRow } from '../accounts/queries.ts';

/** How long a refresh token may lie unused. */
export const refreshLifetime = Temporal.Duration.from({ hours: 24 * 30 });

/** The claims of an access token for a session of an account. */
export function claimsFor(account: AccountRow, sessionId: string, now: Temporal.Instant): AccessClaims {
  const iat = Math.floor(now.epochMilliseconds / 1000);
  return {
    iss: tokenIssuer,
    aud: tokenAudience,
    sub: String(account.id),
    sid: sessionId,
    username: account.username,
    ...(account.firstName === null ? {} : { given_name: account.firstName }),
    ...(account.lastName === null ? {} : { family_name: account.lastName }),
    roles: account.roles,
    iat,
    exp: iat + accessTokenTtlSeconds,
  };
}
