import type { Outcome } from '../channel.ts';

/** How far a message had got when its try ended. */
export type Phase =
  /** Connecting, greeting, TLS, logging in. */
  | 'connecting'
  /** Naming sender and recipient: nothing of the message was handed over. */
  | 'asking'
  /** Its text was on the way, or its receipt. */
  | 'sending';

/** What SMTP says of a failure; members as nodemailer names them. */
export type SmtpFailure = {
  message: string;
  /** `ETIMEDOUT`, `EAUTH`, `EENVELOPE`, … */
  code?: string | undefined;
  /** The command that failed: `RCPT TO`, `AUTH PLAIN`, … */
  command?: string | undefined;
  responseCode?: number | undefined;
  response?: string | undefined;
};

/** Permanent answers about a mailbox where no enhanced code says more (RFC 5321 §4.2.3). */
const noSuchMailbox = new Set([550, 551, 553]);

/** What a failed try means (RFC 5321; enhanced codes: RFC 3463). */
export function judgeSmtp(failure: SmtpFailure, phase: Phase): Outcome {
  const { code, command, responseCode, response = '' } = failure;
  const reason = reasonOf(failure);
  if (responseCode === undefined || responseCode === 0) {
    if (code === 'EMESSAGE' || (code === 'EENVELOPE' && command === 'API'))
      return { kind: 'refused', reason, isAddressDead: code === 'EENVELOPE' };
    // A connection that ends while the text is on its way may end before or behind the server's "250".
    return phase === 'sending' ? { kind: 'unknown', reason } : { kind: 'unavailable', reason };
  }
  const isPermanent = responseCode >= 500;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/m.exec(response)?.[1];
  if (isPermanent && command === 'RCPT TO') return judgeRecipient(responseCode, enhanced, reason);
  if (isPermanent && phase === 'sending') return { kind: 'refused', reason, isAddressDead: false };
  // A sender or a login that is refused says something about the account, not about the message.
  return { kind: 'unavailable', reason };
}

function judgeRecipient(responseCode: number, enhanced: string | undefined, reason: string): Outcome {
  if (enhanced?.startsWith('5.1.') === true || (enhanced === undefined && noSuchMailbox.has(responseCode)))
    return { kind: 'refused', reason, isAddressDead: true };
  if (enhanced?.startsWith('5.2.') === true) return { kind: 'refused', reason, isAddressDead: false };
  // Policy, such as "relaying denied": another account may be allowed to.
  return { kind: 'unavailable', reason };
}

const mostReasonChars = 200;

/** One line for the ledger. */
function reasonOf({ message, response }: SmtpFailure): string {
  const text = response === undefined || response === '' ? message : response;
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, mostReasonChars);
}
