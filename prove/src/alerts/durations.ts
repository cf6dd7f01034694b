// Rules say minutes and hours. An experiment that is to end today asks the very same rules with every duration divided by one
// factor; what Prometheus cannot look at more closely keeps a least.

/**
 * Scrapes closer than this cost more than what is looked at, in milliseconds; and a process whose database is away answers
 * after a second only.
 */
const leastIntervalMs = 2000;
/** A window that is shorter than some scrapes is empty now and then. */
const leastWindowMs = 6000;

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How rules are made quicker. */
export type Shortening = {
  /** What every duration is divided by. */
  factor: number;
  /** Nothing need last longer than this before it is told, in milliseconds: a day cannot be waited for. */
  longestForMs: number;
};

/**
 * The text of a rule file with `for:`, every window (`[5m]`) and every number of seconds that a rate is multiplied by
 * (`:rate1h * 3600`) divided by `factor`; windows stay as long as three scrapes. Thresholds stay as they are: what is older
 * than 30 s must really grow that old.
 */
export function shortenRules(text: string, { factor, longestForMs }: Shortening): string {
  const lasting = (duration: string) => shorten(duration, factor, { mostMs: longestForMs });
  const window = (duration: string) => shorten(duration, factor, { leastMs: leastWindowMs });
  return text
    .replaceAll(/^( *for: )(\d+[a-z]+)$/gm, (_all, key: string, given: string) => key + lasting(given))
    .replaceAll(/\[(\d+[a-z]+)\]/g, (_all, given: string) => `[${window(given)}]`)
    .replaceAll(
      /(:rate(\d+[a-z]+) \* )\d+/g,
      (_all, rate: string, given: string) => rate + String(millisecondsOf(window(given)) / 1000),
    );
}

const intervals = 'scrape_interval|scrape_timeout|evaluation_interval|refresh_interval|group_wait|group_interval';

/** The same for the configuration of Prometheus and of Alertmanager; nothing happens more often than every two seconds. */
export function shortenConfiguration(text: string, { factor }: Pick<Shortening, 'factor'>): string {
  return text.replaceAll(
    new RegExp(`^( *(?:${intervals}): )(\\d+[a-z]+)$`, 'gm'),
    (_all, key: string, given: string) => key + shorten(given, factor, { leastMs: leastIntervalMs }),
  );
}

/** Milliseconds of a duration as rules write it, such as `30s` or `3d`. */
export function millisecondsOf(duration: string): number {
  const [, digits = '', unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(duration) ?? [];
  if (unit === '') throw new RangeError(`${duration} is no duration`);
  return Number(digits) * unitsMs[unit as keyof typeof unitsMs];
}

function shorten(
  duration: string,
  factor: number,
  { leastMs = 0, mostMs = Number.POSITIVE_INFINITY }: { leastMs?: number; mostMs?: number },
): string {
  const givenMs = millisecondsOf(duration);
  const ms = Math.min(givenMs, mostMs, Math.max(leastMs, Math.round(givenMs / factor)));
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
