import type { Connection } from '../database/queries.ts';
import { readAirportRows } from './airports.ts';
import { analyzeStage, copyControl, copyOwn, copyRows, emptyStage, listWatermarks } from './queries.ts';
import { openReplica, type Replica } from './replica.ts';
import { planExtraction, type RunKind } from './rules.ts';
import { type SourceCluster, sourceClusters, sources } from './sources.ts';

/** Node URLs of each source cluster, for a role that may read. */
export type SourceUrls = Readonly<Record<SourceCluster, readonly string[]>>;

/** Does one named part of a run; gives the rows that it was about. */
export type Step = (name: string, work: () => Promise<number>) => Promise<number>;

export type Extracting = {
  warehouse: Connection;
  urls: SourceUrls;
  run: RunKind;
  step: Step;
  /** Cuts the connections to the sources. */
  signal: AbortSignal;
};

/** Fills the staging tables from replicas. Each cluster is read in one snapshot, so that its tables agree with each other. */
export async function extract({ warehouse, urls, run, step, signal }: Extracting): Promise<number> {
  const watermarks = await listWatermarks(warehouse);
  await emptyStage(warehouse, 'control');
  let total = 0;
  for (const cluster of sourceClusters) {
    const replica = await openReplica(cluster, urls[cluster], signal);
    try {
      for (const source of sources.filter((each) => each.cluster === cluster)) {
        const plan = planExtraction(source, run, watermarks.get(source.name));
        total += await step(`read ${source.name}`, () => read(replica, warehouse, source, plan));
      }
    } finally {
      await replica.close();
    }
  }
  await step('read airport', () => stageAirports(warehouse));
  return total;
}

async function read(
  replica: Replica,
  warehouse: Connection,
  source: (typeof sources)[number],
  plan: ReturnType<typeof planExtraction>,
): Promise<number> {
  await emptyStage(warehouse, source.name);
  const rows = await copyRows(replica.connection, warehouse, source, plan);
  await analyzeStage(warehouse, source.name);
  if (source.control !== undefined) await copyControl(replica.connection, warehouse, source.name, source.control);
  return rows;
}

async function stageAirports(warehouse: Connection): Promise<number> {
  const rows = await readAirportRows();
  await emptyStage(warehouse, 'airport');
  await copyOwn(warehouse, 'airport', rows);
  return rows.length;
}
