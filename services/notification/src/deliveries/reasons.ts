/** Why a delivery is in its state: a bounded set, for figures. The ledger says the same in words. */
export const reasonCodes = [
  'chosen',
  'quiet_hours',
  'channel_off',
  'kind_off',
  'no_address',
  'no_provider',
  'not_current',
  'older',
  'superseded',
  /** Told in the message of another one. */
  'digest',
  'queued',
  'sending',
  'asking',
  'retrying',
  /** A provider refused the message that told it with others. */
  'split',
  'delivered',
  'refused',
  'unknown_outcome',
  'exhausted',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export type Reason = { code: ReasonCode; reason: string };

/** Longest reason kept, in characters; a provider's own words may be longer. */
const mostOfReason = 500;

export function boundedReason(reason: string): string {
  return reason.slice(0, mostOfReason).toWellFormed().replaceAll('\0', '');
}
