import {
  ExecutionDetails,
  ExecutionList,
  ExecutionParams,
  ExecutionQuery,
  ExecutionRetried,
  Problem,
} from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { listBatches } from './batches/queries.ts';
import { findExecution, listExecutions } from './queries.ts';
import { shownDetails, shownExecution } from './show.ts';
import { listSteps } from './steps/queries.ts';

const config = { access: access.ops };
const tags = ['operations'];

/** What workflows have done; and `retry`, which lets one go on. */
export function executionRoutes(
  app: App,
  { cluster, retry }: { cluster: Pick<Cluster, 'writer'>; retry: (id: number) => Promise<void> },
): void {
  app.get(
    '/api/ops/executions',
    {
      config,
      schema: {
        summary: 'Executions of workflows, newest first',
        tags,
        querystring: ExecutionQuery,
        response: { 200: ExecutionList },
      },
    },
    async (request) => {
      const { status, flight, limit, cursor } = request.query;
      const rows = await listExecutions(cluster.writer, {
        limit,
        ...(status === undefined ? {} : { status }),
        ...(flight === undefined ? {} : { flight: flight.toUpperCase() }),
        ...(cursor === undefined ? {} : { before: cursor }),
      });
      const last = rows.length === limit ? rows.at(-1)?.id : undefined;
      return {
        executions: rows.map(shownExecution),
        count: rows.length,
        ...(last === undefined ? {} : { cursor: last }),
      };
    },
  );

  app.get(
    '/api/ops/executions/:id',
    {
      config,
      schema: {
        summary: 'One execution with its steps, their attempts, inputs and outputs',
        tags,
        params: ExecutionParams,
        response: { 200: ExecutionDetails },
      },
    },
    async (request) => {
      const { id } = request.params;
      const db = cluster.writer;
      const row = await findExecution(db, id);
      if (row === undefined) throw new Problem('EXECUTION_NOT_FOUND');
      return shownDetails(row, await listSteps(db, id), await listBatches(db, id));
    },
  );

  app.post(
    '/api/ops/executions/:id/retry',
    {
      config,
      schema: {
        summary: 'Let a failed execution go on from the step that failed',
        tags,
        params: ExecutionParams,
        response: { 202: ExecutionRetried },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await retry(id);
      return reply.code(202).send({ id, status: 'RUNNING' as const });
    },
  );
}
