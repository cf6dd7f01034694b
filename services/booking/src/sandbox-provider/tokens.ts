/** What a payment does on purpose. Seconds and milliseconds are of the wall clock. */
export type Behaviour = {
  verdict: 'approve' | { decline: string };
  /** The verdict comes so many seconds later; until then the payment is pending. */
  decidesInSeconds: number;
  /** How the authorisation itself is answered. `never`: the connection is held until the caller gives up. */
  answer: 'at once' | 'never' | 'error before' | 'error before, once' | 'error after' | 'cut after';
  /** Milliseconds before each answer. */
  delayMs: number;
  capture: 'works' | 'works, no answer' | 'error, once' | 'declined';
  refund: 'works' | 'works, no answer' | 'error, twice' | 'refused';
  /** How often our client is told of the verdict. Not at all where the answer has told it. */
  notifications: number;
};

const plain: Behaviour = {
  verdict: 'approve',
  decidesInSeconds: 0,
  answer: 'at once',
  delayMs: 0,
  capture: 'works',
  refund: 'works',
  notifications: 0,
};

type Row = { does: string; behaviour: (argument: string) => Partial<Behaviour>; example?: string };

const seconds = (text: string, usual: number) => (/^[0-9]{1,4}$/.test(text) ? Number(text) : usual);

/** Every token by its name; what comes after a colon is its argument. */
const table: Record<string, Row> = {
  approve: { does: 'Approved at once, as without a token', behaviour: () => ({}) },
  decline: {
    example: 'decline:insufficient_funds',
    does: 'Declined at once, with any reason: decline:stolen, decline:expired',
    behaviour: (reason) => ({ verdict: { decline: /^[a-z_]{1,50}$/.test(reason) ? reason : 'declined' } }),
  },
  timeout_then_approve: {
    does: 'Never answered, but approved when asked; timeout_then_approve:30 is approved 30 s later',
    behaviour: (text) => ({ answer: 'never', decidesInSeconds: seconds(text, 0), notifications: 1 }),
  },
  timeout_then_decline: {
    does: 'Never answered, but declined when asked; timeout_then_decline:30 is declined 30 s later',
    behaviour: (text) => ({
      answer: 'never',
      decidesInSeconds: seconds(text, 0),
      notifications: 1,
      verdict: { decline: 'insufficient_funds' },
    }),
  },
  late_approve: {
    does: 'Pending, and approved 5 s later; late_approve:60 a minute later',
    behaviour: (text) => ({ decidesInSeconds: seconds(text, 5), notifications: 1 }),
  },
  late_decline: {
    does: 'Pending, and declined 5 s later; late_decline:60 a minute later',
    behaviour: (text) => ({
      decidesInSeconds: seconds(text, 5),
      notifications: 1,
      verdict: { decline: 'insufficient_funds' },
    }),
  },
  answer_twice: { does: 'Approved, and told of twice by notifications, too', behaviour: () => ({ notifications: 2 }) },
  slow: {
    does: 'Approved, every answer after 1 s; slow:1500 after 1.5 s',
    behaviour: (text) => ({ delayMs: seconds(text, 1000) }),
  },
  error500: { does: 'Answered with 500 and never done', behaviour: () => ({ answer: 'error before' }) },
  error500_once: {
    does: 'Answered with 500 the first time and not done, approved the second time',
    behaviour: () => ({ answer: 'error before, once' }),
  },
  error500_after: { does: 'Approved, but answered with 500', behaviour: () => ({ answer: 'error after' }) },
  cut_after: { does: 'Approved, but the connection breaks', behaviour: () => ({ answer: 'cut after' }) },
  capture_timeout: {
    does: 'Approved; the capture is done but never answered',
    behaviour: () => ({ capture: 'works, no answer' }),
  },
  capture_error: {
    does: 'Approved; the first capture is answered with 500 and not done',
    behaviour: () => ({ capture: 'error, once' }),
  },
  capture_decline: { does: 'Approved; the capture is refused', behaviour: () => ({ capture: 'declined' }) },
  refund_timeout: {
    does: 'Approved; a refund is done but never answered',
    behaviour: () => ({ refund: 'works, no answer' }),
  },
  refund_error: {
    does: 'Approved; the first two attempts at a refund are answered with 500 and not done',
    behaviour: () => ({ refund: 'error, twice' }),
  },
  refund_refuse: { does: 'Approved; refunds are refused for good', behaviour: () => ({ refund: 'refused' }) },
};

/** For people. */
export const sandboxTokens = Object.entries(table).map(([name, { does, example = name }]) => ({
  token: example,
  does,
}));

/** What a token makes a payment do; one that is not in the table is declined. */
export function behaviourOf(token: string | undefined): Behaviour {
  const [name = '', argument = ''] = (token ?? 'approve').split(':', 2);
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return { ...plain, ...(row?.behaviour(argument) ?? { verdict: { decline: 'unknown_token' } }) };
}
