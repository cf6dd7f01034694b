import { type Background, type Logger, repeat } from '@airside/service';

/** How often a queue is looked at, in seconds. */
const lookEverySeconds = 0.5;

export type Work<Row> = {
  what: string;
  /** Most rows in hand at once. */
  concurrency: number;
  /** Takes up to `limit` rows, so that nobody else does. */
  claim(limit: number): Promise<Row[]>;
  handle(row: Row): Promise<void>;
  logger: Logger;
};

/** Works off rows that fall due, one beside the other: a slow one holds up nobody else. */
export function workOff<Row>({ what, concurrency, claim, handle, logger }: Work<Row>): Background {
  const inHand = new Set<Promise<void>>();
  let isStopping = false;

  function begin(row: Row): void {
    const work = handle(row)
      .catch((error: unknown) => logger.error({ err: error }, `${what}: failed; it is taken up again`))
      .finally(() => inHand.delete(work));
    inHand.add(work);
  }

  async function round(): Promise<void> {
    while (!isStopping) {
      const free = concurrency - inHand.size;
      if (free > 0) {
        const rows = await claim(free);
        rows.forEach(begin);
        if (rows.length < free) return;
      }
      await Promise.race(inHand);
    }
  }

  const looking = repeat(what, lookEverySeconds, round, logger);
  return {
    async stop() {
      isStopping = true;
      await looking.stop();
      await Promise.all(inHand);
    },
  };
}
