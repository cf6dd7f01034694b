export type Account = 'provider_clearing' | 'revenue_unflown' | 'refunds_payable';

/** Why money moves. `capture_unwanted`: it came when the order had gone. */
export type PostingKind = 'capture' | 'capture_unwanted' | 'refund_owed' | 'refund_paid';

/** Moves money from one account to another: `debit` grows, `credit` shrinks by as much (docs/decisions/0026). */
export type Posting = { kind: PostingKind; debit: Account; credit: Account };

const postings: Record<PostingKind, Omit<Posting, 'kind'>> = {
  capture: { debit: 'provider_clearing', credit: 'revenue_unflown' },
  capture_unwanted: { debit: 'provider_clearing', credit: 'refunds_payable' },
  refund_owed: { debit: 'revenue_unflown', credit: 'refunds_payable' },
  refund_paid: { debit: 'refunds_payable', credit: 'provider_clearing' },
};

export function postingOf(kind: PostingKind): Posting {
  return { kind, ...postings[kind] };
}
