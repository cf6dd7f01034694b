import type { Db } from '@airside/postgres';
import type { UpdateContent } from '../rooms/updates.ts';
import type { BoardEntry } from './events.ts';
import type { Position } from './position.ts';
import type { BoardRange } from './rules.ts';

export function appendBoardUpdate(tx: Db, content: UpdateContent) {
  return tx.query('insert into board_update (content) values ($1::jsonb)', [JSON.stringify(content)]);
}

type PositionText = { xid: string; seq: string };
const toPosition = ({ xid, seq }: PositionText): Position => ({ xid: BigInt(xid), seq: BigInt(seq) });

export async function findRange(db: Db): Promise<BoardRange> {
  const [row] = await db.query<PositionText & { end: string }>(
    `select xid::text as xid, seq::text as seq, pg_snapshot_xmin(pg_current_snapshot())::text as end from board_horizon`,
  );
  if (row === undefined) throw new Error('the board has no horizon');
  return { horizon: toPosition(row), end: { xid: BigInt(row.end), seq: 0n } };
}

/**
 * Updates after a position, in order, below the oldest running transaction: nothing can still appear among them.
 * `hasMore`: others are there already, and will be readable when that transaction has ended.
 */
export async function listAfter(
  db: Db,
  { xid, seq }: Position,
  limit: number,
): Promise<{ entries: BoardEntry[]; hasMore: boolean }> {
  const rows = await db.query<
    PositionText & { content: UpdateContent; createdAt: Temporal.Instant; isSettled: boolean }
  >(
    `select xid::text as xid, seq::text as seq, content, created_at as "createdAt",
            xid < pg_snapshot_xmin(pg_current_snapshot()) as "isSettled"
       from board_update where (xid, seq) > ($1::xid8, $2::bigint) order by board_update.xid, board_update.seq limit $3`,
    [xid.toString(), seq.toString(), limit],
  );
  const settled = rows.filter(({ isSettled }) => isSettled);
  return {
    entries: settled.map((row) => ({ position: toPosition(row), content: row.content, createdAt: row.createdAt })),
    hasMore: rows.length === limit || settled.length < rows.length,
  };
}

/** Whether more than `most` updates came after a position. */
export async function areMoreAfter(db: Db, { xid, seq }: Position, most: number): Promise<boolean> {
  const rows = await db.query(
    'select 1 from board_update where (xid, seq) > ($1::xid8, $2::bigint) order by xid, seq offset $3 limit 1',
    [xid.toString(), seq.toString(), most],
  );
  return rows.length > 0;
}

/** Deletes updates made before, and moves the horizon to the last of them. */
export async function deleteBoardUpdatesBefore(db: Db, before: Temporal.Instant): Promise<void> {
  await db.query(
    `with gone as (
       delete from board_update where created_at < $1 returning xid, seq
     ), last as (
       select xid, seq from gone order by xid desc, seq desc limit 1
     )
     update board_horizon h set xid = last.xid, seq = last.seq from last where (last.xid, last.seq) > (h.xid, h.seq)`,
    [before],
  );
}
