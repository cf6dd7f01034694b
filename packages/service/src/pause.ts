/**
 * A break from asking something that has just failed, so that a dead server is not waited for by every request. When it is
 * over one request asks alone; all others go on without until that one has had its answer.
 */
export type Pause = {
  /** Whether this one may ask now. Whoever may must say how it went. */
  mayAsk(): boolean;
  failed(): void;
  answered(): void;
  /** Whether the last word was a failure. */
  isOn(): boolean;
};

/** `now` is monotonic milliseconds; a failure begins the pause anew. */
export function createPause(now: () => number, pauseMs = 1000): Pause {
  let until: number | undefined;
  return {
    mayAsk() {
      if (until === undefined) return true;
      if (now() < until) return false;
      // Should this one never say how it went, another asks after as long again.
      until = now() + pauseMs;
      return true;
    },
    failed() {
      until = now() + pauseMs;
    },
    answered() {
      until = undefined;
    },
    isOn: () => until !== undefined,
  };
}

/** The answer; undefined where nobody asks at the moment, and where none came. */
export async function askUnlessPaused<T>(
  pause: Pause,
  ask: () => Promise<T>,
  onFailure?: (error: unknown) => void,
): Promise<T | undefined> {
  if (!pause.mayAsk()) return undefined;
  try {
    const answer = await ask();
    pause.answered();
    return answer;
  } catch (error) {
    onFailure?.(error);
    pause.failed();
    return undefined;
  }
}
