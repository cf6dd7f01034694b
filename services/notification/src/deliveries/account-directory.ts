import { AccountContact, Problem } from '@airside/contracts';
import type { InternalClient } from '@airside/service';
import { Value } from 'typebox/value';

/** How an account is reached, as the user service knows it. Asked each time: an address may have changed a moment ago. */
export type AccountDirectory = {
  /** Undefined where the account is gone or has none; throws where the user service cannot be asked. */
  emailOf(accountId: number): Promise<string | undefined>;
};

export function createAccountDirectory(callInternal: InternalClient): AccountDirectory {
  return {
    async emailOf(accountId) {
      const { status, body } = await callInternal({
        service: 'user_service',
        method: 'GET',
        path: `/internal/accounts/${accountId}`,
      });
      if (status === 404) return undefined;
      if (status !== 200 || !Value.Check(AccountContact, body))
        throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'user_service' }, retryAfterSeconds: 1 });
      return body.email ?? undefined;
    },
  };
}
