import {
  IdInPath,
  LedgerBalances,
  PaymentList,
  PaymentQuery,
  Problem,
  RefundList,
  RefundQuery,
  RefundRetried,
  SandboxTokens,
} from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { sandboxTokens } from '../sandbox-provider/tokens.ts';
import { callbackRoute } from './callback-route.ts';
import { listBalances } from './ledger/queries.ts';
import { listPayments, listRefunds } from './list-queries.ts';
import { sandboxName } from './provider.ts';
import { markRetried } from './refunds/queries.ts';

export type PaymentRouteDeps = {
  cluster: Cluster;
  /** Whom we pay through, and the secret that his notifications are signed with. */
  provider: { name: string; secret: string } | undefined;
  now: () => Temporal.Instant;
};

const path = '/api/payments';
const tags = ['payments'];
const staff = { access: access.staff };

/** What the staff sees of the money, and how the provider reaches us. */
export function paymentRoutes(app: App, { cluster, provider, now }: PaymentRouteDeps): void {
  app.get(
    `${path}/sandbox-tokens`,
    {
      config: { access: access.public },
      schema: {
        summary: 'What the payment sandbox can be paid with; only where it is the provider',
        tags,
        response: { 200: SandboxTokens },
      },
    },
    async () => {
      if (provider?.name !== sandboxName) throw new Problem('NOT_FOUND');
      return { tokens: sandboxTokens };
    },
  );
  listRoutes(app, cluster);
  refundRoutes(app, cluster);
  if (provider !== undefined) callbackRoute(app, { cluster, secret: provider.secret, now });
}

function listRoutes(app: App, cluster: Cluster): void {
  app.get(
    path,
    {
      config: staff,
      schema: {
        summary: 'Payments by state or order, newest first',
        tags,
        querystring: PaymentQuery,
        response: { 200: PaymentList },
      },
    },
    async (request) => {
      const { state, order, limit, cursor } = request.query;
      // From the primary: whoever asks here is after what has just gone wrong.
      const rows = await listPayments(cluster.writer, { state, order, limit, cursor });
      const payments = rows.map((row) => ({
        ...row,
        unknownSince: row.unknownSince?.toString() ?? null,
        createdAt: row.createdAt.toString(),
      }));
      return { payments, ...pageOf(rows, limit) };
    },
  );

  app.get(
    `${path}/balances`,
    {
      config: staff,
      schema: {
        summary: 'The accounts of the ledger; each currency sums to zero',
        tags,
        response: { 200: LedgerBalances },
      },
    },
    async () => ({ balances: await listBalances(cluster.reader) }),
  );
}

function refundRoutes(app: App, cluster: Cluster): void {
  app.get(
    `${path}/refunds`,
    {
      config: staff,
      schema: {
        summary: 'Refunds by state or order, newest first; dead ones were given up',
        tags,
        querystring: RefundQuery,
        response: { 200: RefundList },
      },
    },
    async (request) => {
      const { state, order, limit, cursor } = request.query;
      const rows = await listRefunds(cluster.writer, { state, order, limit, cursor });
      const refunds = rows.map((row) => ({
        ...row,
        createdAt: row.createdAt.toString(),
        doneAt: row.doneAt?.toString() ?? null,
      }));
      return { refunds, ...pageOf(rows, limit) };
    },
  );

  app.post(
    `${path}/refunds/:id/retries`,
    {
      config: staff,
      schema: {
        summary: 'Try a refund again that was given up',
        tags,
        params: Type.Object({ id: IdInPath }),
        response: { 202: RefundRetried },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const stateBefore = await markRetried(cluster.writer, id);
      if (stateBefore === undefined) throw new Problem('REFUND_NOT_FOUND');
      if (stateBefore !== 'dead') throw new Problem('REFUND_NOT_DEAD', { params: { state: stateBefore } });
      return reply.code(202).send({ id, accepted: true as const });
    },
  );
}

function pageOf(rows: readonly { id: number }[], limit: number): { count: number; cursor?: number } {
  const last = rows.at(-1);
  return { count: rows.length, ...(rows.length === limit && last !== undefined ? { cursor: last.id } : {}) };
}
