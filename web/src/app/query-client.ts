import { MutationCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';

/** What the server has said, for a while. `onFailure` tells of each write that failed and is not told where it was made. */
export function createQueryClient(onFailure: (error: unknown) => void): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError(error, _variables, _result, mutation) {
        if (mutation.meta?.['isToldInPlace'] !== true) onFailure(error);
      },
    }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: mayRetry, retryDelay: (tries) => Math.min(500 * 2 ** tries, 4_000) },
    },
  });
}

/** A refusal stays one however often it is asked; silence and overload may pass. */
function mayRetry(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return failures < 3 && (error.status === 0 || error.status >= 502);
}
