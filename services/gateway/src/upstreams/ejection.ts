/** How passive ejection behaves. */
export type EjectionRules = {
  /** Failures in a row that eject. */
  threshold: number;
  /** First ejection lasts this long; each further one in a row as long again, up to `longestMs`. */
  baseMs: number;
  longestMs: number;
  /** Largest share of a service's instances that may be ejected at once. */
  largestShare: number;
};

export const ejectionRules: EjectionRules = { threshold: 5, baseMs: 5000, longestMs: 60_000, largestShare: 0.5 };

/** What is remembered of an instance's calls. Times are monotonic milliseconds. */
export type EjectionRecord = { failuresInRow: number; ejections: number; ejectedUntil: number };

export const unblemished: EjectionRecord = { failuresInRow: 0, ejections: 0, ejectedUntil: Number.NEGATIVE_INFINITY };

export function isEjected(record: EjectionRecord, now: number): boolean {
  return now < record.ejectedUntil;
}

/** The record after a good answer; an ejection that runs goes on, its repetition count is forgotten. */
export function afterSuccess(record: EjectionRecord, now: number): EjectionRecord {
  return isEjected(record, now) ? { ...record, failuresInRow: 0 } : unblemished;
}

/** The record after a failed call. `service` counts the instances of the service, and those ejected now. */
export function afterFailure(
  record: EjectionRecord,
  now: number,
  service: { size: number; ejected: number },
  rules: EjectionRules = ejectionRules,
): EjectionRecord {
  if (isEjected(record, now)) return record;
  const failuresInRow = record.failuresInRow + 1;
  if (failuresInRow < rules.threshold || !mayEject(service, rules)) return { ...record, failuresInRow };
  const ejections = record.ejections + 1;
  return {
    failuresInRow: 0,
    ejections,
    ejectedUntil: now + Math.min(rules.baseMs * ejections, rules.longestMs),
  };
}

/** A lone instance is never ejected; of several, no more than the share allows. */
function mayEject(service: { size: number; ejected: number }, rules: EjectionRules): boolean {
  return service.ejected + 1 <= Math.floor(service.size * rules.largestShare);
}
