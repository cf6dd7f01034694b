import { Type } from 'typebox';

/** Digits in a path: an integer key that PostgreSQL's `integer` holds. */
export const IdInPath = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

/** A uuid in a path. */
export const Uuid = Type.String({ format: 'uuid' });

/** IATA airline designator and number, such as `FL001` or `SW1234`; any case in, upper case inside. */
export const FlightCode = Type.String({
  pattern: '^[A-Za-z0-9]{2,3}[0-9]{1,5}[A-Za-z]?$',
  maxLength: 9,
});

/** An operational or API date, `2026-12-01`. */
export const IsoDate = Type.String({ format: 'date' });

/** Header `Idempotency-Key`: 1–255 printable ASCII characters. */
export const IdempotencyKey = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[\\x21-\\x7e]+$',
});
