import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Account, Message, Outcome } from '../channel.ts';
import { deadlineMs, misdirected } from '../deadline.ts';
import { composeMail, type EmailAddress, isEmailAddress, type Sender } from './compose.ts';
import { type Connections, createConnections, type Server, settled } from './connections.ts';
import { judgeSmtp, type Phase, type SmtpFailure } from './rules.ts';

export type SmtpSettings = Server & { from: Sender };

/** E-mail by SMTP. A server cannot be asked what it has taken; what may have been taken is `unknown`. */
export function createSmtpAccount(settings: SmtpSettings): Account {
  const connections = createConnections(settings);
  const { host, port, login } = settings;
  const name = `smtp:${login === undefined ? '' : `${login.user}@`}${host}:${port}`;
  return {
    name,
    async send(address, message, signal) {
      if (address.channel !== 'email') return misdirected(name, address);
      if (!isEmailAddress(address.email))
        return { kind: 'refused', reason: 'not an e-mail address', isAddressDead: true };
      return sendMail(connections, settings.from, { address, message }, signal);
    },
    async close() {
      connections.close();
    },
  };
}

type Mail = { address: EmailAddress; message: Message };
type Envelope = { from: string; to: string[]; size: number };
type Try = { outcome: Outcome; isStale: boolean };

async function sendMail(connections: Connections, from: Sender, mail: Mail, stop: AbortSignal): Promise<Outcome> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(deadlineMs)]);
  let raw: Buffer;
  try {
    raw = await composeMail(mail.address, mail.message, from);
  } catch (error) {
    return { kind: 'refused', reason: `the mail cannot be written: ${String(error)}`, isAddressDead: false };
  }
  const envelope = { from: from.address, to: [mail.address.email], size: raw.length };
  const first = await tryOnce(connections, envelope, raw, { signal, isNew: false });
  if (!first.isStale) return first.outcome;
  // The server had ended a connection that rested. Nothing was handed over.
  return (await tryOnce(connections, envelope, raw, { signal, isNew: true })).outcome;
}

async function tryOnce(
  connections: Connections,
  envelope: Envelope,
  raw: Buffer,
  { signal, isNew }: { signal: AbortSignal; isNew: boolean },
): Promise<Try> {
  let phase: Phase = 'connecting';
  let isReused = false;
  try {
    const taken = await connections.take(signal, isNew);
    const { connection } = taken;
    isReused = taken.isReused;
    phase = 'asking';
    try {
      // Read from only when the server has agreed to take the text.
      const text = new Readable({
        read() {
          phase = 'sending';
          this.push(raw);
          this.push(null);
        },
      });
      const info = await handOver(connection, envelope, text, signal);
      connections.giveBack(connection);
      return { outcome: { kind: 'accepted', providerId: info.serverMessageId }, isStale: false };
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    const failure = failureOf(error, signal);
    const isEnded = failure.responseCode === undefined || failure.responseCode === 421;
    const isStale = isReused && phase === 'asking' && isEnded && !signal.aborted;
    return { outcome: judgeSmtp(failure, phase), isStale };
  }
}

async function handOver(
  connection: SMTPConnection,
  envelope: Envelope,
  text: Readable,
  signal: AbortSignal,
): Promise<SMTPConnectionSendInfo> {
  const end = Promise.withResolvers<never>();
  const onError = (error: Error) => end.reject(error);
  const onEnd = () => end.reject(new Error('the server ended the connection'));
  connection.once('error', onError).once('end', onEnd);
  const sent = settled<SMTPConnectionSendInfo>(signal, (resolve, reject) => {
    connection.send(envelope, text, (error, info) => (error ? reject(error) : resolve(info)));
  });
  try {
    return await Promise.race([sent, end.promise]);
  } finally {
    connection.off('error', onError).off('end', onEnd);
  }
}

function failureOf(error: unknown, signal: AbortSignal): SmtpFailure {
  if (!signal.aborted) return error as SmtpFailure;
  const { name } = signal.reason as { name?: string };
  return { message: name === 'TimeoutError' ? 'no answer in time' : 'stopped while sending' };
}
