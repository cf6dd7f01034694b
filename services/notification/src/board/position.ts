/** A place in the order of the board's updates, and the id of an event of its stream: `812.4711`. */
export type Position = { xid: bigint; seq: bigint };

export function isAfter(one: Position, other: Position): boolean {
  return one.xid === other.xid ? one.seq > other.seq : one.xid > other.xid;
}

export function composePosition({ xid, seq }: Position): string {
  return `${xid}.${seq}`;
}

/** Undefined for a text that is no position. */
export function parsePosition(text: string | undefined): Position | undefined {
  const [, xid, seq] = /^([0-9]{1,19})\.([0-9]{1,18})$/.exec(text ?? '') ?? [];
  return xid === undefined || seq === undefined ? undefined : { xid: BigInt(xid), seq: BigInt(seq) };
}
