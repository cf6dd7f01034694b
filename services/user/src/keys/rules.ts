/** A signing key as the schedule sees it. */
export type KeyTimes = { kid: string; signsFrom: Temporal.Instant };

export type KeySchedule = {
  /** How long a key signs before the next takes over. */
  rotateEvery: Temporal.Duration;
  /** How long a key is published before it signs; longer than any verifier keeps its list, and than clocks differ. */
  publishAhead: Temporal.Duration;
  /** How long a key stays published after the next took over; longer than any token it signed lives. */
  keepAfter: Temporal.Duration;
};

export const defaultKeySchedule: KeySchedule = {
  rotateEvery: Temporal.Duration.from({ hours: 24 * 30 }),
  publishAhead: Temporal.Duration.from({ minutes: 15 }),
  keepAfter: Temporal.Duration.from({ minutes: 30 }),
};

export type KeyPlan = {
  /** Signs now; undefined where there is no key at all. */
  signing: string | undefined;
  /** When a key must be made now: from when on it is to sign. */
  nextSignsFrom: Temporal.Instant | undefined;
  /** No living token can carry these any more. */
  expired: string[];
};

/** What the keys that exist mean at `now`, and what is to be done about them. */
export function planKeys(keys: readonly KeyTimes[], schedule: KeySchedule, now: Temporal.Instant): KeyPlan {
  const ordered = [...keys].sort((a, b) => Temporal.Instant.compare(a.signsFrom, b.signsFrom));
  const started = ordered.filter(({ signsFrom }) => Temporal.Instant.compare(signsFrom, now) <= 0);
  const signing = started.at(-1) ?? ordered[0];
  return {
    signing: signing?.kid,
    nextSignsFrom: nextStart(ordered.at(-1), schedule, now),
    expired: ordered
      .filter((_key, index) => {
        const successor = started[index + 1];
        return (
          successor !== undefined && Temporal.Instant.compare(successor.signsFrom.add(schedule.keepAfter), now) < 0
        );
      })
      .map(({ kid }) => kid),
  };
}

function nextStart(
  newest: KeyTimes | undefined,
  schedule: KeySchedule,
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  if (newest === undefined) return now;
  const due = newest.signsFrom.add(schedule.rotateEvery);
  const earliest = now.add(schedule.publishAhead);
  if (Temporal.Instant.compare(earliest, due) < 0) return undefined;
  // After a long sleep the due time has passed; a new key still waits until everybody can know it.
  return earliest;
}
