/** Where a message goes. Each channel knows its own kind of address. */
export type Address =
  | { channel: 'email'; email: string; name: string | undefined }
  | { channel: 'sms'; phone: string }
  | { channel: 'fcm'; token: string }
  | { channel: 'webpush'; subscription: { endpoint: string; keys: { p256dh: string; auth: string } } };

/** A text for one person, composed; what a channel cannot show it leaves out. */
export type Message = {
  /** Our own key of the delivery: handed to providers that take one, so that a second send can be told from the first. */
  deliveryId: string;
  /** Earlier messages of the same matter have the same thread: `flight/12`. */
  thread: string;
  subject: string;
  /** Two or three paragraphs, for e-mail. */
  body: string;
  /** At most 160 GSM-7 characters. */
  sms: string;
  /** One or two lines. */
  push: { title: string; text: string };
  /** Where the recipient can end notices of this kind; in e-mails. */
  unsubscribeUrl: string | undefined;
  /** BCP 47. */
  language: string;
  isUrgent: boolean;
};

/** What came of one try. */
export type Outcome =
  /** The provider has it. */
  | { kind: 'accepted'; providerId: string | undefined }
  /** It never will take this: a bad address, a dead token. Nobody tries again. */
  | { kind: 'refused'; reason: string; isAddressDead: boolean }
  /** Not now: the next account, or the same later. */
  | { kind: 'unavailable'; reason: string; retryAfterMs?: number }
  /** It may have been taken: asked, where the provider can be asked, before anything is sent again. */
  | { kind: 'unknown'; reason: string };

/** What was sent and where, for providers that know no key of ours. */
export type Sent = { address: Address; message: Message };

/** Leave to send one message now, given back by `leave`; or why there is none. */
export type Turn = { kind: 'granted'; leave(): void } | Extract<Outcome, { kind: 'unavailable' }>;

/** One account at a provider. Never throws; ends within its own deadline, or when the signal says so. */
export type Account = {
  /** For the ledger: `smtp:mail.example.org`. */
  name: string;
  send(address: Address, message: Message, signal: AbortSignal): Promise<Outcome>;
  /** Waits for its turn within the provider's limits, before anything is noted or sent; absent where there are none. */
  enter?(signal: AbortSignal): Promise<Turn>;
  /** Whether the provider has a delivery that was sent before; absent where it cannot be asked. */
  find?(deliveryId: string, signal: AbortSignal, sent: Sent): Promise<'sent' | 'not sent' | 'unknown'>;
  /** A message that comes twice is shown once, so that it is sent again where nobody knows what became of it. */
  isRepeatHarmless?: boolean;
  close(): Promise<void>;
};

/** Accounts in the order in which they are tried. */
export type Channels = {
  email: readonly Account[];
  sms: readonly Account[];
  fcm: readonly Account[];
  webpush: readonly Account[];
};
