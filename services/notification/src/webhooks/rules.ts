/** Whether a webhook with these types wants events of the type: by name, by prefix (`flight.*`), or all (`*`). */
export function wantsType(types: readonly string[], type: string): boolean {
  return types.some(
    (wanted) => wanted === '*' || wanted === type || (wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1))),
  );
}

/**
 * Pauses between attempts in seconds: soon at first, for a target that restarts, then ever longer, for a day in all. The
 * shape is the one that Standard Webhooks recommends.
 */
const pausesSeconds = [1, 5, 30, 120, 300, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 25_200];

/** Attempts at one delivery, the first included. */
export const mostAttempts = pausesSeconds.length + 1;

/** Seconds to wait after the nth failed attempt (1 = the first). */
export function pauseAfter(attempt: number): number {
  return pausesSeconds[Math.min(attempt, pausesSeconds.length) - 1] ?? 0;
}

export type Verdict = { kind: 'delivered' } | { kind: 'gone' } | { kind: 'failed'; reason: string };

/** What an answer's status means. A target that says 410 Gone wants nothing more, ever. */
export function judge(status: number): Verdict {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const note = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  return { kind: 'failed', reason: `the target answered ${status}${note}` };
}

/** State of a webhook as it is shown. */
export function stateOf(webhook: { isDisabled: boolean; isFailing: boolean }): 'ok' | 'failing' | 'disabled' {
  if (webhook.isDisabled) return 'disabled';
  return webhook.isFailing ? 'failing' : 'ok';
}
