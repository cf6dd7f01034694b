/** A position in a cluster's write-ahead log as PostgreSQL prints it, `0/16B3748`. */
export type Lsn = string;

/** The position as a number that can be compared. */
export function lsnToBigInt(lsn: Lsn): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

export function hasReached(position: Lsn, wanted: Lsn): boolean {
  return lsnToBigInt(position) >= lsnToBigInt(wanted);
}
