import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { FaultMode, Faults } from './faults.ts';
import type { CaughtMessage } from './outbox.ts';

export type EmailReceiverOptions = {
  host: string;
  port: number;
  /** Of every account, whatever its name. */
  password: string;
  faults: Faults;
  onMessage(message: CaughtMessage): void;
};

export type EmailReceiver = { port: number; close(): Promise<void> };

const mostBytes = 2 * 1024 * 1024;

/** A mail server that takes everything from those who log in, and reads it as a mail program would. */
export async function startEmailReceiver(options: EmailReceiverOptions): Promise<EmailReceiver> {
  const { password, faults, onMessage } = options;
  const pending = new WeakMap<SMTPServerSession, FaultMode | undefined>();
  const server: SMTPServer = new SMTPServer({
    banner: 'Airside outbox',
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: mostBytes,
    socketTimeout: 60_000,
    closeTimeout: 300,
    onAuth(auth, _session, callback) {
      if (auth.password === password && auth.username !== undefined) callback(null, { user: auth.username });
      else callback(answer(535, '5.7.8 wrong name or password'));
    },
    onRcptTo(_address, session, callback) {
      const mode = faults.next('email', String(session.user));
      pending.set(session, mode);
      if (mode === 'hang') return;
      if (mode === 'drop') return dropConnection(server, session);
      if (mode === 'refuse') return callback(answer(550, '5.1.1 no such mailbox'));
      if (mode === '429') return callback(answer(450, '4.7.1 too many messages, slow down'));
      if (mode === '500') return callback(answer(451, '4.3.0 out of order'));
      callback();
    },
    onData(stream, session, callback) {
      void take(stream, session).then((said) => {
        if (said === 'hang') return;
        if (said === 'drop') dropConnection(server, session);
        else setImmediate(callback, said);
      });
    },
  });

  /** What is said of the mail: an error, nothing for "taken". */
  async function take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<Error | 'hang' | 'drop' | null> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
      if (stream.sizeExceeded) return answer(552, '5.3.4 too large');
      const read = await readMail(Buffer.concat(chunks), session);
      if ('fault' in read) return answer(554, `5.6.0 ${read.fault}`);
      onMessage(read);
    } catch (error) {
      return answer(554, `5.6.0 ${String(error)}`);
    }
    const mode = pending.get(session);
    if (mode === 'hang-after') return 'hang';
    return mode === 'drop-after' ? 'drop' : null;
  }
  // Clients that break off are part of the game.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function dropConnection(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) {
    if (connection.session === session) connection.close();
  }
}

/** The mail as somebody reads it, or what is wrong with it. */
async function readMail(raw: Buffer, session: SMTPServerSession): Promise<CaughtMessage | { fault: string }> {
  const mail = await PostalMime.parse(raw);
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
  const missing = ['from', 'to', 'subject', 'date', 'message-id'].filter((name) => !headers[name]);
  if (missing.length > 0) return { fault: `missing: ${missing.join(', ')}` };
  if (!mail.text || !mail.html) return { fault: 'not both text and HTML' };
  const [recipient] = session.envelope.rcptTo;
  const to = recipient?.address ?? '';
  if (mail.to?.[0]?.address !== to) return { fault: 'the header names another recipient than the envelope' };
  return {
    channel: 'email',
    to,
    account: String(session.user),
    from: headers['from'] ?? '',
    title: mail.subject ?? '',
    text: mail.text,
    deliveryId: /^<([^@>]+)@/.exec(mail.messageId ?? '')?.[1],
    details: { toName: mail.to[0].name ?? '', fromName: mail.from?.name ?? '', headers, html: mail.html },
  };
}
