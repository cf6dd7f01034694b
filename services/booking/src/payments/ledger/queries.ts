import type { Db } from '@airside/postgres';
import type { Account, Posting } from './rules.ts';

export type Move = {
  orderId: number;
  /** One cause, one transaction. */
  key: string;
  posting: Posting;
  amountMinor: number;
  currency: string;
};

/** Posts a transaction of two entries. Nothing is posted for an amount of 0. */
export async function post(tx: Db, { orderId, key, posting, amountMinor, currency }: Move): Promise<void> {
  if (amountMinor === 0) return;
  await tx.query(
    `with posted as (
       insert into ledger_transaction (order_id, kind, key) values ($1, $2, $3) returning id
     )
     insert into ledger_entry (transaction_id, account, amount_minor, currency)
     select posted.id, side.account, side.amount, $7::text
       from posted, (values ($4::text, $6::bigint), ($5::text, -$6::bigint)) side (account, amount)`,
    [orderId, posting.kind, key, posting.debit, posting.credit, amountMinor, currency],
  );
}

export type Balance = { account: Account; currency: string; amountMinor: number };

/** What the accounts stand at, in minor units; debit is positive. */
export function listBalances(db: Db): Promise<Balance[]> {
  return db.query<Balance>(
    `select account, currency, sum(amount_minor)::bigint as "amountMinor"
       from ledger_entry group by account, currency order by currency, account`,
  );
}
