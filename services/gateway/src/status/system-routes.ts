import {
  ClusterView,
  DatabaseProcessView,
  InstanceName,
  Problem,
  ProcessView,
  SystemView,
  type TrafficView,
} from '@airside/contracts';
import { access, accountOf, type App, type DirectoryWatch } from '@airside/service';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { breakerRule } from '../breakers/breaker.ts';
import type { Fleet } from '../upstreams/fleet.ts';
import { describeUpstream } from './describe.ts';
import type { LocalStack } from './local-stack.ts';

export type SystemDeps = {
  fleet: Fleet;
  directory: DirectoryWatch;
  /** Absent where something else runs the processes. */
  localStack: LocalStack | undefined;
  /** Whether breakers may be forced without a local stack. */
  isChaosAllowed: boolean;
  traffic: () => Omit<TrafficView, 'webSockets'>;
  openSockets: () => number;
  now: () => number;
};

const Message = Type.Object({ message: Type.String() });
const InstanceAction = Type.Object({
  name: Type.String({ pattern: '^[a-z0-9_]+$', maxLength: 100 }),
  action: Type.Enum(['kill', 'restart']),
});
const BreakerAction = Type.Object({ instance: InstanceName, action: Type.Enum(['open', 'close', 'auto']) });
const forcedState = { open: 'open', close: 'closed', auto: 'auto' } as const;

/** The running system for staff, and the levers for admins (api.md §1). */
export function systemRoutes(app: App, deps: SystemDeps): void {
  const tags = ['system'];

  app.get(
    '/api/system',
    { config: { access: access.staff }, schema: { tags, summary: 'Topology', response: { 200: SystemView } } },
    async () => {
      const stack = await deps.localStack?.status();
      const { revision, settled } = deps.directory.current();
      return {
        instances: deps.fleet.all().map((one) => describeUpstream(one, deps.now())),
        breakerRule,
        discovery: { revision, isSettled: settled },
        traffic: { ...deps.traffic(), webSockets: deps.openSockets() },
        // Without a local stack nobody here knows the processes; whoever runs them does.
        databases: listOf(DatabaseProcessView, stack?.['databases']),
        clusters: listOf(ClusterView, stack?.['clusters']),
        redis: stack === undefined ? null : { nodes: listOf(ProcessView, nodesOf(stack['redis'])) },
        processes: listOf(ProcessView, stack?.['instances']),
        hasLocalStack: deps.localStack !== undefined,
      };
    },
  );

  const actionSchema = {
    tags,
    summary: 'Kill or restart a process of the local stack',
    params: InstanceAction,
    response: { 202: Message },
  };
  app.post(
    '/api/system/instances/:name/:action',
    { config: { access: access.admin }, schema: actionSchema },
    async (request, reply) => {
      if (deps.localStack === undefined) throw new Problem('LOCAL_STACK_ONLY');
      const { name, action } = request.params;
      request.log.warn({ by: accountOf(request).userId, instance: name, action }, 'instance action');
      return reply.code(202).send({ message: await deps.localStack.act(name, action) });
    },
  );

  const failoverSchema = {
    tags,
    summary: "Give the place of a database cluster's primary to a standby",
    params: Type.Object({ cluster: Type.String({ pattern: '^[a-z]+$', maxLength: 50 }) }),
    response: { 202: Message },
  };
  app.post(
    '/api/system/databases/:cluster/failover',
    { config: { access: access.admin }, schema: failoverSchema },
    async (request, reply) => {
      if (deps.localStack === undefined) throw new Problem('LOCAL_STACK_ONLY');
      const { cluster } = request.params;
      request.log.warn({ by: accountOf(request).userId, cluster }, 'failover');
      return reply.code(202).send({ message: await deps.localStack.failOver(cluster) });
    },
  );

  const breakerSchema = {
    tags,
    summary: 'Force the breaker of an instance open or closed, or let it decide again',
    params: BreakerAction,
    response: { 200: Message },
  };
  app.post(
    '/api/system/breakers/:instance/:action',
    { config: { access: access.admin }, schema: breakerSchema },
    async (request) => {
      if (deps.localStack === undefined && !deps.isChaosAllowed) throw new Problem('LOCAL_STACK_ONLY');
      const { instance, action } = request.params;
      const upstream = deps.fleet.find(instance);
      if (upstream === undefined) throw new Problem('INSTANCE_NOT_FOUND', { params: { instance } });
      upstream.breaker.force(forcedState[action]);
      request.log.warn({ by: accountOf(request).userId, instance, action }, 'breaker forced');
      return { message: `The breaker of ${instance} is ${upstream.breaker.state}` };
    },
  );
}

/** Of what the launcher tells, that which reads as we know it: it may be of another version. */
function listOf<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema>[] {
  return Array.isArray(value) ? value.filter((each) => Value.Check(schema, each)) : [];
}

function nodesOf(redis: unknown): unknown {
  return typeof redis === 'object' && redis !== null && 'nodes' in redis ? redis.nodes : [];
}
