import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';

/** How a mail server is reached. */
export type Server = {
  host: string;
  port: number;
  /** `implicit` from the first byte (465), `required` by STARTTLS, `off` for servers on this machine. */
  tls: 'implicit' | 'required' | 'off';
  login: { user: string; pass: string } | undefined;
};

export type Connections = {
  /** A connection that is logged in: one that has rested, or a new one where `isNew` or none has. Throws as nodemailer does. */
  take(signal: AbortSignal, isNew: boolean): Promise<{ connection: SMTPConnection; isReused: boolean }>;
  /** Keeps a connection whose last message went well for the next one. */
  giveBack(connection: SMTPConnection): void;
  close(): void;
};

/** Within the 10 s that a message may take; each in milliseconds. */
const timeouts = { dnsTimeout: 3000, connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000 };
/** How long a connection rests before it is ended, in milliseconds: servers end them after some minutes. */
const longestRestMs = 20_000;
/** Messages over one connection, as servers count them too. */
const mostMessages = 100;

/** Connections to one mail server, kept for the next message. How many there are is bounded by who takes them. */
export function createConnections({ host, port, tls, login }: Server): Connections {
  const resting = new Map<SMTPConnection, NodeJS.Timeout>();
  const messages = new WeakMap<SMTPConnection, number>();
  const options: SMTPConnectionOptions = {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'off',
    // A connection that is given up says nothing more: it must not go on delivering behind our back.
    socketCloseTimeout: 0,
    tls: { minVersion: 'TLSv1.2' },
    ...timeouts,
  };
  let isClosed = false;

  function wake(): SMTPConnection | undefined {
    // The one that rested last: the others get the chance to end.
    const connection = [...resting.keys()].at(-1);
    if (connection !== undefined) forget(connection);
    return connection;
  }

  function forget(connection: SMTPConnection): void {
    clearTimeout(resting.get(connection));
    resting.delete(connection);
  }

  return {
    async take(signal, isNew) {
      const rested = isNew ? undefined : wake();
      if (rested !== undefined) return { connection: rested, isReused: true };
      const connection = new SMTPConnection(options);
      connection.once('end', () => forget(connection));
      const abort = () => connection.close();
      signal.addEventListener('abort', abort, { once: true });
      try {
        await connect(connection, signal);
        if (login !== undefined) await logIn(connection, login, signal);
      } catch (error) {
        connection.close();
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
      }
      return { connection, isReused: false };
    },
    giveBack(connection) {
      const count = (messages.get(connection) ?? 0) + 1;
      messages.set(connection, count);
      if (isClosed || count >= mostMessages) return connection.close();
      const end = setTimeout(() => {
        resting.delete(connection);
        connection.quit();
      }, longestRestMs);
      resting.set(connection, end.unref());
    },
    close() {
      isClosed = true;
      for (const connection of resting.keys()) {
        forget(connection);
        connection.close();
      }
    },
  };
}

function connect(connection: SMTPConnection, signal: AbortSignal): Promise<void> {
  return settled(signal, (resolve, reject) => {
    // Stays: what happens to a connection at rest is no failure of anybody.
    connection.on('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function logIn(connection: SMTPConnection, login: { user: string; pass: string }, signal: AbortSignal): Promise<void> {
  return settled(signal, (resolve, reject) => {
    connection.once('error', reject);
    connection.login(login, (error) => (error ? reject(error) : resolve()));
  });
}

/** A promise that also ends with the signal. */
export function settled<Value>(
  signal: AbortSignal,
  start: (resolve: (value: Value) => void, reject: (error: unknown) => void) => void,
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  start(resolve, reject);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}
