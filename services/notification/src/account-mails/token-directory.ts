import { OneTimeTokenFacts, Problem, type ProblemCode } from '@airside/contracts';
import type { InternalClient } from '@airside/service';
import { Value } from 'typebox/value';

/** What the user service tells of a one-time token. Asked at every attempt, kept nowhere. */
export type TokenDirectory = {
  /** Undefined where the token cannot be used any more; throws where the user service cannot be asked. */
  find(tokenId: string): Promise<OneTimeTokenFacts | undefined>;
};

/** The other 404 is that of an instance which does not know the question yet. */
const isVoid: ProblemCode = 'ONE_TIME_TOKEN_VOID';

export function createTokenDirectory(callInternal: InternalClient): TokenDirectory {
  return {
    async find(tokenId) {
      const { status, body } = await callInternal({
        service: 'user_service',
        method: 'GET',
        path: `/internal/one-time-tokens/${tokenId}`,
      });
      if (status === 404 && (body as { code?: unknown } | undefined)?.code === isVoid) return undefined;
      if (status !== 200 || !Value.Check(OneTimeTokenFacts, body))
        throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'user_service' }, retryAfterSeconds: 1 });
      return body;
    },
  };
}
