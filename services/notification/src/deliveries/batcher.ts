import { Problem } from '@airside/contracts';

/**
 * Turns many calls that come at the same time into few statements: while one batch is under way the next one gathers, as
 * a database does with its commits. `run` gives the results in the order of the items.
 */
export function createBatcher<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  mostAtOnce: number,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let isRunning = false;

  async function runBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        if (index < results.length) resolve(results[index] as Result);
        else reject(new Error('the batch gave too few results'));
      });
    } catch (error) {
      // One item that cannot be done must not take the others with it; a database that is away takes all.
      if (batch.length === 1 || error instanceof Problem) for (const { reject } of batch) reject(error);
      else for (const each of batch) await runBatch([each]);
    }
  }

  async function runAll(): Promise<void> {
    isRunning = true;
    // Whatever else comes in this turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await runBatch(waiting.splice(0, mostAtOnce));
    isRunning = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isRunning) void runAll();
    });
}
