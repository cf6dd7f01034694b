import { setTimeout as delay } from 'node:timers/promises';
import { insist } from './insist.ts';
import type { AlertScene } from './scene.ts';

/** Leaves a transaction open on the primary of a cluster after a statement; what it gives back rolls it back. */
export function holdTransaction(
  { nodes }: AlertScene,
  cluster: 'booking' | 'warehouse',
  statement: string,
): Promise<() => Promise<void>> {
  return insist(async () => {
    const over = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const holding = nodes.onConnection(await nodes.primary(cluster), async (query) => {
      await query('begin');
      await query(statement);
      begun.resolve();
      await over.promise;
      await query('rollback');
    });
    // Before it has begun: the caller hears of it.
    holding.catch(begun.reject);
    await begun.promise;
    return () => {
      over.resolve();
      return holding;
    };
  });
}

/** Lets others read a table of booking, and nobody write. */
export const lockTable = (scene: AlertScene, table: string): Promise<() => Promise<void>> =>
  holdTransaction(scene, 'booking', `lock table booking_service.${table} in share row exclusive mode`);

/** The same again and again, with a moment in between; what it gives back ends it. */
export function lockInRhythm(
  scene: AlertScene,
  table: string,
  { heldMs, freeMs }: { heldMs: number; freeMs: number },
): () => Promise<void> {
  let isOver = false;
  const beating = (async () => {
    while (!isOver) {
      const release = await lockTable(scene, table);
      await delay(heldMs);
      await release();
      await delay(freeMs);
    }
  })();
  // Whoever ends it hears of it.
  beating.catch(() => undefined);
  return () => {
    isOver = true;
    return beating;
  };
}
