/** A break from asking something that has just failed, so that a dead server is not waited for by every request. */
export type Pause = {
  begin(): void;
  isOn(): boolean;
};

/** `now` is monotonic milliseconds; a pause that begins again lasts anew. */
export function createPause(now: () => number, pauseMs = 1000): Pause {
  let until = Number.NEGATIVE_INFINITY;
  return {
    begin() {
      until = now() + pauseMs;
    },
    isOn: () => now() < until,
  };
}
