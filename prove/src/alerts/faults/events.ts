import { makeChanges } from '../../kit/changes.ts';
import { bringBack } from '../../kit/victims.ts';
import { type Fault, lastStage } from '../fault.ts';
import { insist } from '../insist.ts';
import { holdTransaction } from '../transaction.ts';
import { keepChanging } from './databases.ts';

export const redisNodeKilled: Fault = {
  words: 'a node of Redis is killed, again and again, while flights change',
  async cause(scene) {
    const name = 'redis_3';
    const stopChanges = await keepChanging(scene, { flights: 20, perSecond: 10 });
    const end = await scene.keepDown(name);
    const expects = [
      { alert: 'RedisNodeDown', labels: { node: `127.0.0.1:${scene.portOf(name)}` } },
      { alert: 'EventsHeldBack', labels: { stream: 'flights' } },
    ];
    return lastStage(expects, 60_000, async () => {
      await stopChanges();
      await end();
    });
  },
};

export const relayHeldBack: Fault = {
  words: 'a transaction that has written stays open, and flights change',
  async cause(scene) {
    // From here on it counts as one that writes.
    const end = await holdTransaction(scene, 'booking', 'select pg_current_xact_id()');
    const stopChanges = await keepChanging(scene, { flights: 2, perSecond: 2 });
    return lastStage([{ alert: 'EventsWait', labels: { stream: 'flights' } }], 60_000, async () => {
      await stopChanges();
      await end();
    });
  },
};

/** More than a consumer may be behind. */
const manyChanges = 1300;

export const consumersFrozen: Fault = {
  words: 'all instances of notification hang while flights change',
  async cause(scene) {
    const { stack, api } = scene;
    const names = (await stack.instancesOf('notification_service')).map(({ name }) => name);
    const thaw = await scene.freeze(...names);
    await makeChanges({
      api,
      token: await scene.staffToken(),
      flightCodes: await scene.newFlights(10),
      perSecond: 100,
      total: manyChanges,
    });
    const expects = [
      { alert: 'ConsumerBehind', labels: { stream: 'flights', group: 'notification/rooms' } },
      { alert: 'ServiceAbsent', labels: { service: 'notification_service' } },
    ];
    return lastStage(expects, 30_000, async () => {
      thaw();
      await insist(() => bringBack(stack, ['notification_service']));
    });
  },
};

const holders = [
  ['booking', 'booking_service'],
  ['booking', 'operations_service'],
  ['users', 'notification_service'],
] as const;

export const eventPoisoned: Fault = {
  words: 'an event that is none is published',
  async cause({ nodes }) {
    await insist(async () =>
      nodes.ask(
        await nodes.primary('booking'),
        `insert into booking_service.outbox (xid, partition, partition_key, event)
         values (pg_current_xact_id(), 0, 'POISON', '"no event"'::jsonb)`,
      ),
    );
    const expects = ['operations/rules', 'notification/rooms'].map((group) => ({
      alert: 'EventDead',
      labels: { group },
    }));
    return lastStage(expects, 60_000, async () => {
      for (const [cluster, schema] of holders) {
        const discard = `delete from ${schema}.event_dead_letter where event_id like 'malformed:%'`;
        await insist(async () => nodes.ask(await nodes.primary(cluster), discard));
      }
    });
  },
};

export const eventRefused: Fault = {
  words: 'an operation event comes that is not valid',
  async cause({ api, staffToken }) {
    await api.call('POST', '/api/ops/events', await staffToken(), { event_id: 'prove-bad' });
    return lastStage([{ alert: 'OperationEventRefused', labels: { source: 'http' } }], 30_000, () => undefined);
  },
};

export const brokerFrozen: Fault = {
  words: 'the Kafka broker hangs',
  async cause({ kafka }) {
    if (kafka === undefined) throw new Error('needs kcat (Debian: apt-get install kcat)');
    const thaw = kafka.freeze();
    const expects = [{ alert: 'BrokerDown', labels: { connection: 'kafka-ingest' } }];
    return lastStage(expects, 90_000, thaw);
  },
};
