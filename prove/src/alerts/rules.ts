/** An alert that is to fire, and labels that it must have; it may have more. */
export type Expected = { alert: string; labels: Readonly<Record<string, string>> };

/** An alert that fires, with all its labels. */
export type FiringAlert = Expected;

/** An alert that was seen firing, and what followed. */
export type Seen = Expected & {
  /** The fault in words. */
  fault: string;
  firedAfterSeconds: number;
  /** After the fault was mended; undefined where it was not waited for, or never came. */
  quietAfterSeconds?: number;
};

/** A fault that did not show as it should. */
export type Missed = { fault: string; reason: string; expected?: Expected };

export function isFiring({ alert, labels }: Expected, firing: readonly FiringAlert[]): boolean {
  return firing.some(
    (one) => one.alert === alert && Object.entries(labels).every(([name, value]) => one.labels[name] === value),
  );
}

export const nameOf = ({ alert, labels }: Expected): string => {
  const list = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return list.length === 0 ? alert : `${alert}{${list.join(',')}}`;
};

/** One line of the table that people read. */
export type Row = { alert: string; labels: string; how: string; firing: string; quiet: string; told: string };

/** A line for each alert that was seen, by its rules' order, and one for each that was not. */
export function tableOf(
  alerts: readonly string[],
  found: { seen: readonly Seen[]; missed: readonly Missed[]; told: ReadonlySet<string> },
): Row[] {
  const seconds = (value: number | undefined) => (value === undefined ? '-' : `${value} s`);
  const broken = found.missed
    .filter(({ expected }) => expected === undefined)
    .map(({ fault, reason }) => ({
      alert: '-',
      labels: '',
      how: fault,
      firing: `no: ${reason}`,
      quiet: '-',
      told: '-',
    }));
  const rows = alerts.flatMap((alert): Row[] => {
    const seen = found.seen.filter((one) => one.alert === alert);
    const told = found.told.has(alert) ? 'yes' : 'no';
    const missed = found.missed.filter(({ expected }) => expected?.alert === alert);
    const fired = seen.map((one) => ({
      alert,
      labels: nameOf(one).slice(alert.length),
      how: one.fault,
      firing: `after ${seconds(one.firedAfterSeconds)}`,
      quiet: seconds(one.quietAfterSeconds),
      told,
    }));
    const misses = missed.map(({ fault, reason, expected }) => ({
      alert,
      labels: expected === undefined ? '' : nameOf(expected).slice(alert.length),
      how: fault,
      firing: `no: ${reason}`,
      quiet: '-',
      told,
    }));
    if (fired.length + misses.length > 0) return [...fired, ...misses];
    return [{ alert, labels: '', how: '-', firing: 'no: no fault here causes it', quiet: '-', told }];
  });
  return [...rows, ...broken];
}
