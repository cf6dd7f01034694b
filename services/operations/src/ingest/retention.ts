import type { Db } from '@airside/postgres';
import { deleteOldDeadLetters, deleteOldReceived } from './queries.ts';

/** A position is worth nothing once a later one is there; its row only tells a repeat. */
const positionHours = 1;
const otherHours = 90 * 24;
/** Pages of one round, so that it ends. */
const mostPages = 100;

/** Forgets what is too old to be asked for. Within these times an event that comes again has no second effect. */
export async function deleteOld(db: Db): Promise<void> {
  await deletePages(() => deleteOldReceived(db, { arePositions: true, hours: positionHours }), 5000);
  await deletePages(() => deleteOldReceived(db, { arePositions: false, hours: otherHours }), 5000);
  await deletePages(() => deleteOldDeadLetters(db, otherHours), 1000);
}

async function deletePages(deletePage: () => Promise<number>, pageSize: number): Promise<void> {
  for (let page = 0; page < mostPages; page += 1) if ((await deletePage()) < pageSize) return;
}
