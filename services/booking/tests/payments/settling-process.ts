import { connectCluster } from '@airside/postgres';
import { createInstance, plainDesk, plainHistory } from './bed.ts';

// An instance in a process of its own, there to be killed: settles one payment, or carries out refunds.

export type Orders = {
  urls: string[];
  providerUrl: string;
  paymentId?: number;
  /** Inside which transaction to stop for ever. */
  hangIn?: 'confirm' | 'refunded';
};

const { urls, providerUrl, paymentId, hangIn } = JSON.parse(process.argv[2] ?? '{}') as Orders;

function hang(): Promise<never> {
  process.stdout.write('hangs\n');
  return new Promise(() => setInterval(() => undefined, 1000));
}

const cluster = await connectCluster({ name: 'test', urls, applicationName: 'test child', probeEveryMs: 50 });
const payments = createInstance(cluster, providerUrl, {
  desk: {
    ...plainDesk,
    async confirm(tx, orderId) {
      const isConfirmed = await plainDesk.confirm(tx, orderId);
      return hangIn === 'confirm' ? hang() : isConfirmed;
    },
  },
  async writeHistory(tx, entry) {
    await plainHistory(tx, entry);
    if (entry.kind === hangIn) await hang();
  },
});
if (paymentId === undefined) payments.start();
else process.stdout.write(`${(await payments.settle(paymentId)).kind}\n`);
