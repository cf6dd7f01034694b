/** A place in the outbox: the order in which events are relayed. */
export type Position = { xid: bigint; seq: bigint };

export const start: Position = { xid: 0n, seq: 0n };

export function isAfter(one: Position, other: Position): boolean {
  return one.xid === other.xid ? one.seq > other.seq : one.xid > other.xid;
}

/** The marker that Redis keeps beside a partition: the outbox it came from, and the last position in it. */
export function markerOf(epoch: string, { xid, seq }: Position): string {
  return `${epoch}/${xid}/${seq}`;
}

/** The position that a marker names; of no marker, or of another outbox's, the start. */
export function positionOfMarker(marker: string, epoch: string): Position {
  const [of, xid, seq] = marker.split('/');
  if (of !== epoch || xid === undefined || seq === undefined) return start;
  return { xid: BigInt(xid), seq: BigInt(seq) };
}
