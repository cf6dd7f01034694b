import { Counter, Gauge, type Registry } from '../metrics.ts';
import type { ServiceDatabase } from './service-database.ts';

/** The nodes of a service's cluster and what happened with them, read when they are asked for. */
export function describeDatabase(registry: Registry, database: ServiceDatabase): void {
  const cluster = database.name;
  const perNode = (name: string, help: string, read: (node: ReturnType<ServiceDatabase['nodes']>[number]) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['cluster', 'node'],
      registers: [registry],
      collect() {
        this.reset();
        for (const node of database.nodes()) this.set({ cluster, node: node.name }, read(node));
      },
    });
  perNode('postgres_up', '1 while a database node answers', ({ view }) => Number(view.state !== 'unreachable'));
  perNode('postgres_writer', '1 for the node that writes go to', ({ isWriter }) => Number(isWriter));
  perNode('postgres_timeline', 'Timeline of a node; it counts up with each change of the primary', ({ view }) =>
    view.state === 'unreachable' ? 0 : view.timeline,
  );
  perNode('postgres_lag_seconds', 'Age of the data of a standby', ({ view }) =>
    view.state === 'standby' ? view.lagMs / 1000 : 0,
  );

  const counted = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      labelNames: ['cluster'],
      registers: [registry],
      collect() {
        this.reset();
        this.inc({ cluster }, read());
      },
    });
  counted('postgres_failovers_total', 'Changes of the primary', () => database.counts().failovers);
  counted('postgres_waits_total', 'Writes that had no effect and were sent again', () => database.counts().waits);
  counted(
    'postgres_unknown_outcomes_total',
    'Writes that were sent and not answered',
    () => database.counts().unknownOutcomes,
  );
}
