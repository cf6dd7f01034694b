import type { PaymentMethod } from '@airside/contracts';

/** Name of the built-in provider, which moves no money. */
export const sandboxName = 'sandbox';

/** What became of one call to the provider, as far as that can be known. */
export type Answer =
  /**
   * Done, now or before under the same key; `reference` is the provider's name for the payment. `wasAuthorised`: whether a void
   * had anything to undo.
   */
  | { kind: 'done'; reference?: string; wasAuthorised?: boolean }
  /** The payer's bank said no. */
  | { kind: 'declined'; reason: string }
  /** Not done and never will be, for another reason; `captured` where a void came after the capture. */
  | { kind: 'refused'; reason: string; reference?: string }
  /** The provider has it and has not decided. */
  | { kind: 'pending' }
  /** The provider has never heard of the key; only an answer to a question. */
  | { kind: 'unheard' }
  /** It did not reach the provider, or was turned away at the door: nothing has been done. */
  | { kind: 'notTaken'; reason: string }
  /** It may have arrived or not. */
  | { kind: 'unknown'; reason: string };

export type Authorisation = {
  amountMinor: number;
  currency: string;
  method: PaymentMethod;
  token?: string;
};

/**
 * Whoever moves the money. Every call ends within its deadline and none throws. A key stands for one effect for ever: the same
 * call under the same key is answered again and done once.
 */
export type Provider = {
  /** As payments name it. */
  name: string;
  authorise(key: string, authorisation: Authorisation): Promise<Answer>;
  capture(key: string, capture: { reference: string; amountMinor: number }): Promise<Answer>;
  /**
   * Undoes an authorisation that has not been captured, by its key. One that has not come in yet is refused when it comes: like
   * the reversal of ISO 8583, it may be sent without knowing whether there is anything to reverse.
   */
  void(key: string, voided: { authoriseKey: string }): Promise<Answer>;
  refund(key: string, refund: { reference: string; amountMinor: number }): Promise<Answer>;
  /** What became of the call with this key. */
  ask(key: string): Promise<Answer>;
  close(): Promise<void>;
};
