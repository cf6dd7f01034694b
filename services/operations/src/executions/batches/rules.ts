/** Counts by name, such as notices by what became of them. */
export type Counts = Record<string, number>;
/** What was done with a batch: counts by the part of the step. */
export type BatchOutput = Record<string, Counts>;

/** Adds up what was done with the batches. */
export function sumOutputs(outputs: readonly (BatchOutput | null)[]): BatchOutput {
  const sum: BatchOutput = {};
  for (const output of outputs) {
    for (const [part, counts] of Object.entries(output ?? {})) {
      const total = (sum[part] ??= {});
      for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
    }
  }
  return sum;
}

export type Attempted = {
  status: 'WAITING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  attempts: number;
  startedAt: Temporal.Instant | null;
  finishedAt: Temporal.Instant | null;
  output: BatchOutput | null;
  error: string | null;
};

/**
 * How a part of a step stands over all of its batches. A batch has done the parts that its output names; the first that it
 * does not name is where it stands, or where it failed.
 */
export function partOver(parts: readonly string[], part: string, batches: readonly Attempted[]): Attempted {
  const before = parts.slice(0, parts.indexOf(part));
  const has = (batch: Attempted, name: string) => batch.output?.[name] !== undefined;
  const reached = batches.filter((batch) => batch.attempts > 0 && before.every((name) => has(batch, name)));
  const done = batches.filter((batch) => has(batch, part));
  const failed = reached.find((batch) => batch.status === 'FAILED' && !has(batch, part));
  const isDone = batches.length > 0 && done.length === batches.length;
  const ends = instants(done.map(({ finishedAt }) => finishedAt));
  return {
    status: isDone ? 'SUCCEEDED' : failed !== undefined ? 'FAILED' : reached.length > 0 ? 'RUNNING' : 'WAITING',
    attempts: Math.max(0, ...reached.map(({ attempts }) => attempts)),
    startedAt: instants(reached.map(({ startedAt }) => startedAt))[0] ?? null,
    finishedAt: isDone ? (ends.at(-1) ?? null) : null,
    output: done.length === 0 ? null : { [part]: sumOutputs(done.map(({ output }) => output))[part] ?? {} },
    error: failed?.error ?? null,
  };
}

/** Those that are there, in their order. */
function instants(times: readonly (Temporal.Instant | null)[]): Temporal.Instant[] {
  return times.filter((time) => time !== null).sort(Temporal.Instant.compare);
}
