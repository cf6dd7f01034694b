import { type Static, Type } from 'typebox';
import { IdInPath } from './ids.ts';

const closed = { additionalProperties: false };

/**
 * What a card field of the payment provider gave the client in place of a card. Never a card number: 13 or more digits in a
 * row, or a text of nothing but digits and dashes that is as long as one, are refused (ISO/IEC 7812 numbers have 13 to 19).
 */
export const PaymentToken = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^(?!.*[0-9]{13})(?![0-9-]{13,}$)[!-~]+$',
});

/** How far the payment of an order has come; the last four are ends. */
export const paymentStates = ['pending', 'captured', 'returned', 'declined', 'released'] as const;
export const PaymentState = Type.Enum([...paymentStates]);
export type PaymentState = Static<typeof PaymentState>;

export const refundStates = ['queued', 'done', 'dead'] as const;
export const RefundState = Type.Enum([...refundStates]);
export type RefundState = Static<typeof RefundState>;

const page = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  /** `cursor` of the page before. */
  cursor: Type.Optional(IdInPath),
};

/** Query of `GET /api/payments`. */
export const PaymentQuery = Type.Object(
  { state: Type.Optional(PaymentState), order: Type.Optional(IdInPath), ...page },
  closed,
);

/** Answer of `GET /api/payments`, newest first. */
export const PaymentList = Type.Object({
  payments: Type.Array(
    Type.Object({
      id: Type.Integer(),
      orderId: Type.Integer(),
      pnr: Type.String(),
      state: PaymentState,
      /** Why it was declined or released, or why it goes back; null where there is nothing to say. */
      reason: Type.Union([Type.String(), Type.Null()]),
      method: Type.String(),
      amountMinor: Type.Integer(),
      currency: Type.String(),
      /** Done or queued. */
      refundedMinor: Type.Integer(),
      /** The provider's name for it. */
      reference: Type.Union([Type.String(), Type.Null()]),
      attempts: Type.Integer(),
      /** Since when its outcome is not known; null where it is. */
      unknownSince: Type.Union([Type.String(), Type.Null()]),
      lastError: Type.Union([Type.String(), Type.Null()]),
      createdAt: Type.String(),
    }),
  ),
  count: Type.Integer(),
  /** Present while there may be more. */
  cursor: Type.Optional(Type.Integer()),
});
export type PaymentList = Static<typeof PaymentList>;

/** Query of `GET /api/payments/refunds`. */
export const RefundQuery = Type.Object(
  { state: Type.Optional(RefundState), order: Type.Optional(IdInPath), ...page },
  closed,
);

/** Answer of `GET /api/payments/refunds`, newest first. */
export const RefundList = Type.Object({
  refunds: Type.Array(
    Type.Object({
      id: Type.Integer(),
      orderId: Type.Integer(),
      pnr: Type.String(),
      state: RefundState,
      reason: Type.String(),
      amountMinor: Type.Integer(),
      currency: Type.String(),
      attempts: Type.Integer(),
      lastError: Type.Union([Type.String(), Type.Null()]),
      createdAt: Type.String(),
      doneAt: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  count: Type.Integer(),
  cursor: Type.Optional(Type.Integer()),
});
export type RefundList = Static<typeof RefundList>;

/** Answer of `POST /api/payments/refunds/{id}/retries`. */
export const RefundRetried = Type.Object({ id: Type.Integer(), accepted: Type.Literal(true) });

/** Answer of `GET /api/payments/balances`: the accounts of the ledger, in minor units; each currency sums to zero. */
export const LedgerBalances = Type.Object({
  balances: Type.Array(Type.Object({ account: Type.String(), currency: Type.String(), amountMinor: Type.Integer() })),
});
export type LedgerBalances = Static<typeof LedgerBalances>;

/** Answer of `GET /api/payments/sandbox-tokens`: what to pay with, and what becomes of it. */
export const SandboxTokens = Type.Object({
  tokens: Type.Array(Type.Object({ token: Type.String(), does: Type.String() })),
});
export type SandboxTokens = Static<typeof SandboxTokens>;
