import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const sandboxSecret = 'a-provider-secret-of-the-test';

export type SandboxBooks = {
  totals: { currency: string; capturedMinor: number; refundedMinor: number }[];
  /** Keys of authorisations that nobody has captured or voided. */
  held: string[];
};

/** The sandbox provider as a process of its own. */
export type Sandbox = {
  url: string;
  books(): Promise<SandboxBooks>;
  /** Kills it and starts it again on its port and data. */
  restart(): Promise<void>;
  /** Kills it. */
  kill(): Promise<void>;
  /** Kills it and removes what it has written. */
  remove(): Promise<void>;
};

export async function startSandbox(callbackUrl = ''): Promise<Sandbox> {
  const dir = await mkdtemp(join(tmpdir(), 'airside-sandbox-'));
  let port = 0;
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = spawn(process.execPath, [join(import.meta.dirname, '../../src/sandbox-provider/main.ts')], {
      env: {
        INSTANCE_NAME: 'payment_sandbox',
        PORT: String(port),
        DATA_DIR: dir,
        PAYMENT_PROVIDER_SECRET: sandboxSecret,
        PAYMENT_CALLBACK_URL: callbackUrl,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    port = await portOf(child);
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  await start();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async books() {
      const answer = await fetch(`${url}/v1/books`, { headers: { authorization: `Bearer ${sandboxSecret}` } });
      return (await answer.json()) as SandboxBooks;
    },
    async restart() {
      await kill();
      await start();
    },
    kill,
    async remove() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The port that it says in its log once it is ready. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    // Read on afterwards, too: a log that nobody reads would stop it.
    child.stdout?.on('data', (chunk: Buffer) => {
      if (said.length < 10_000) said += String(chunk);
      const address = /"address":"http:\/\/[^"]*:(\d+)"/.exec(said)?.[1];
      if (address !== undefined) resolve(Number(address));
    });
    child.once('exit', () => reject(new Error(`the sandbox did not start: ${said}`)));
  });
}

/** A door in front of the sandbox that holds calls, on their way there or back. */
export type Gate = {
  url: string;
  /** Holds calls whose path ends like this: before the sandbox has seen them, or its answers. */
  hold(at: { path: string; where: 'before' | 'after' } | undefined): void;
  /** Calls held until now, for good. */
  held(): number;
  close(): Promise<void>;
};

export async function startGate(target: () => string): Promise<Gate> {
  let holding: { path: string; where: 'before' | 'after' } | undefined;
  let heldCount = 0;
  const isHeld = (request: IncomingMessage) =>
    holding !== undefined && request.url?.split('?')[0]?.endsWith(holding.path) === true ? holding.where : undefined;

  /** The answer, or undefined where there is to be none. */
  async function pass(request: IncomingMessage): Promise<{ status: number; text: string } | undefined> {
    const body = await bodyOf(request);
    const heldWhere = isHeld(request);
    const headers = ['authorization', 'content-type', 'idempotency-key'].flatMap((name): [string, string][] => {
      const value = request.headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    });
    const { method = 'GET' } = request;
    if (heldWhere !== 'before') {
      const answer = await fetch(target() + (request.url ?? ''), {
        method,
        headers,
        ...(method === 'POST' ? { body } : {}),
      });
      const text = await answer.text();
      if (heldWhere === undefined) return { status: answer.status, text };
    }
    heldCount += 1;
    return undefined;
  }

  const server = createServer((request, response) => {
    pass(request).then(
      (answer) => answer && response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text),
      () => request.socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(at) {
      holding = at;
      heldCount = 0;
    },
    held: () => heldCount,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
