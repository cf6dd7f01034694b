import type { Db } from '@airside/postgres';
import type { HistoryEntry } from './history-kinds.ts';
import { insertHistory } from './history-queries.ts';

export type { HistoryKind } from './history-kinds.ts';

/** Notes what happened, in the transaction in which it happens. Such a note is never changed. */
export async function writeHistory(tx: Db, entry: HistoryEntry): Promise<void> {
  await insertHistory(tx, [entry]);
}
