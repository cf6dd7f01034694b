import { waitUntil } from '@airside/testing';

export type Frame = { event: string; data: Record<string, unknown>; id?: string };

/** A client as a traveller's app would be one. */
export class TestSocket {
  readonly frames: Frame[] = [];
  closeCode: number | undefined;
  readonly #socket: WebSocket;
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.frames.push(JSON.parse(String(data)) as Frame));
    socket.addEventListener('close', ({ code }) => {
      this.closeCode = code;
    });
  }

  /** Rejects where the upgrade is refused. Headers are an extension of Node's WebSocket. */
  static open(url: string, headers: Record<string, string> = {}): Promise<TestSocket> {
    const socket = new WebSocket(url, { headers } as unknown as string[]);
    const client = new TestSocket(socket);
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(client), { once: true });
      socket.addEventListener('error', () => reject(new Error('the upgrade was refused')), { once: true });
    });
  }

  sendRaw(text: string): void {
    this.#socket.send(text);
  }

  /** Sends a frame and gives the answer with its id. */
  ask(event: string, data?: Record<string, unknown>): Promise<Frame> {
    const id = `q${(this.#asked += 1)}`;
    this.sendRaw(JSON.stringify({ event, data, id }));
    return waitUntil(`answer to ${event}`, () => this.frames.find((frame) => frame.id === id));
  }

  updates(): string[] {
    return this.frames.filter(({ event }) => event === 'flight_update').map(({ data }) => String(data['update']));
  }

  sequences(): number[] {
    return this.frames.filter(({ event }) => event === 'flight_update').map(({ data }) => Number(data['sequence']));
  }

  close(): void {
    this.#socket.close();
  }
}
