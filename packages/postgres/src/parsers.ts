import pg from 'pg';

const { builtins } = pg.types;

/** Result parsers: times as Temporal values, `bigint` as number (our counts and ids stay far below 2^53). */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, (text) => Temporal.Instant.from(text)],
  [builtins.TIMESTAMP, (text) => Temporal.PlainDateTime.from(text)],
  [builtins.DATE, (text) => Temporal.PlainDate.from(text)],
  [builtins.TIME, (text) => Temporal.PlainTime.from(text)],
  [builtins.INT8, Number],
]);

/** For the `types` option of a pg pool or client; the driver's global parsers stay untouched. */
export const temporalTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(oid)) ??
    pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};
