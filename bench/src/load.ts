import { Agent, request } from 'undici';

export type LoadOptions = {
  origin: string;
  path: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  requests: number;
  /** Requests under way at once, each on a connection of its own. */
  concurrency: number;
};

/** Sends requests in a closed loop and reads every answer to its end. An answer other than 200 or 201 ends the run. */
export async function sendLoad(options: LoadOptions): Promise<void> {
  const { origin, path, method = 'GET', headers = {}, body = null, requests, concurrency } = options;
  const dispatcher = new Agent({ connections: concurrency, pipelining: 1 });
  let left = requests;
  async function worker(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const answer = await request(origin + path, { method, headers, body, dispatcher });
      await answer.body.dump({ limit: 16 * 1024 * 1024 });
      if (answer.statusCode > 201) throw new Error(`${origin}${path} answered ${answer.statusCode}`);
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    await dispatcher.close();
  }
}
