import { openBrowsers } from './browser.ts';
import { type Client, createClient } from './client.ts';
import { npmStart, temporaryData } from './npm-start.ts';
import { openShop, type Shop } from './shop.ts';

export type WebStack = {
  base: string;
  /** The data folder. */
  dir: string;
  /** What `npm start` has printed. */
  output(): string;
  client: Client;
  shop: Shop;
  browsers: ReturnType<typeof openBrowsers>;
  close(): Promise<void>;
};

/** A stack, somebody who buys from it, and browsers that look at it; `instances` as `--instances` has them. */
export async function openWebStack(options: { port: number; instances: string }): Promise<WebStack> {
  const data = temporaryData();
  const browsers = openBrowsers();
  const args = ['--instances', options.instances];
  const stack = await npmStart({ dataDir: data.dir, port: options.port, args }).catch((error: unknown) => {
    data.remove();
    throw error;
  });
  const client = createClient(stack.base);
  return {
    base: stack.base,
    dir: data.dir,
    output: () => stack.output(),
    client,
    shop: await openShop(client),
    browsers,
    async close() {
      await browsers.close();
      await stack.stop();
      data.remove();
    },
  };
}
