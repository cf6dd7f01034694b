import { warehouseUrls } from '@airside/local-stack';
import { load } from '../../etl-killed/load.ts';
import { until } from '../../kit/stack.ts';
import { insertWillingTravellers } from '../../notices/travellers.ts';
import { type Fault, lastStage } from '../fault.ts';
import { insist } from '../insist.ts';
import type { AlertScene } from '../scene.ts';
import { holdTransaction } from '../transaction.ts';

const firesWithinMs = 60_000;
/** A load waits for replicas, and other faults are in its way. */
const loadedWithinMs = 180_000;

/** One load that is published: a new warehouse has had no night, which is no fault of anybody's. */
export function loadOnce({ stack }: Pick<AlertScene, 'stack'>): Promise<unknown> {
  const once = () => load(warehouseUrls(stack.dataDir)).then(Boolean.bind(undefined, true), () => false);
  return until('a load is published', once, loadedWithinMs);
}

/** A load that must not be published. */
async function loadInVain({ stack }: AlertScene): Promise<void> {
  const published = await load(warehouseUrls(stack.dataDir)).then(
    () => true,
    () => false,
  );
  if (published) throw new Error('the load was published all the same');
}

const ask = ({ nodes }: AlertScene, text: string) =>
  insist(async () => nodes.ask(await nodes.primary('warehouse'), text));

const strangeId = 2_000_000_000;

export const loadRefused: Fault = {
  words: 'the warehouse has a booking that no source knows of, and is loaded',
  async cause(scene) {
    await insist(() => insertWillingTravellers(scene.stack, 2));
    await loadOnce(scene);
    await ask(
      scene,
      `insert into warehouse.fact_booking
         select strange.* from (select * from warehouse.fact_booking limit 1) b,
           jsonb_populate_record(null::warehouse.fact_booking, to_jsonb(b) || '{"booking_id": ${strangeId}}') strange`,
    );
    await loadInVain(scene);
    return lastStage([{ alert: 'EtlQuality', labels: {} }], firesWithinMs, async () => {
      await ask(scene, `delete from warehouse.fact_booking where booking_id = ${strangeId}`);
      await loadOnce(scene);
    });
  },
};

export const loadFailed: Fault = {
  words: 'the role of the ETL may not log in at a source, and the warehouse is loaded',
  async cause(scene) {
    await alterReader(scene, 'nologin');
    await loadInVain(scene);
    return lastStage([{ alert: 'EtlFailed', labels: {} }], firesWithinMs, () => alterReader(scene, 'login'));
  },
};

async function alterReader({ nodes }: AlertScene, right: 'login' | 'nologin'): Promise<void> {
  await insist(async () => nodes.ask(await nodes.primary('users'), `alter role etl ${right}`));
}

export const loadOverdue: Fault = {
  words: 'a load hangs, and the last one that was published is older than a day',
  async cause(scene) {
    // What a load holds as long as it runs: nobody else may.
    const end = await holdTransaction(scene, 'warehouse', 'select pg_advisory_lock(4100)');
    await ask(
      scene,
      `update warehouse.etl_run set started_at = started_at - interval '27 hours', finished_at = finished_at - interval '27 hours'`,
    );
    return lastStage([{ alert: 'EtlOverdue', labels: {} }], firesWithinMs, async () => {
      await end();
      await until('the night that was missed is made up for', () => wasLoadedToday(scene), loadedWithinMs);
    });
  },
};

async function wasLoadedToday(scene: AlertScene): Promise<boolean> {
  const recent = `state = 'succeeded' and finished_at > now() - interval '1 day'`;
  return (await ask(scene, `select from warehouse.etl_run where ${recent}`)).length > 0;
}

export const neverLoaded: Fault = {
  words: 'a warehouse into which nothing was ever published',
  async cause(scene) {
    await ask(scene, `update warehouse.etl_run set state = 'interrupted' where state = 'succeeded'`);
    return lastStage([{ alert: 'EtlNeverSucceeded', labels: {} }], firesWithinMs, () => loadOnce(scene));
  },
};

export const loaderKilled: Fault = {
  words: 'the process of the nightly load is killed, again and again',
  async cause({ keepDown }) {
    const end = await keepDown('etl_service_1');
    return lastStage([{ alert: 'EtlAbsent', labels: {} }], firesWithinMs, end);
  },
};
