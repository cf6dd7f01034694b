import { buildSandbox } from './app.ts';
import { createBooks } from './books.ts';
import { openJournal } from './journal.ts';
import { createNotify } from './notify.ts';

/** A variable that the launcher gives. Read here by hand: what a service loads besides would double this process's memory. */
function given(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is missing`);
  return value;
}

function log(line: object): void {
  const time = Temporal.Now.instant().toString({ fractionalSecondDigits: 3 });
  console.log(JSON.stringify({ level: 'info', time, service: 'payment_sandbox', ...line }));
}

async function main(): Promise<void> {
  if (process.env['NODE_ENV'] === 'production')
    throw new Error('The payment sandbox moves no money: not for production');
  const secret = given('PAYMENT_PROVIDER_SECRET');
  const nowMs = () => Temporal.Now.instant().epochMilliseconds;
  const journal = openJournal(given('DATA_DIR'), () => books.charges());
  const books = createBooks({ nowMs, onChange: journal.append, known: journal.known });
  const url = process.env['PAYMENT_CALLBACK_URL'] ?? '';
  const notify = url === '' ? () => undefined : createNotify({ url, secret, nowMs, log });
  const app = buildSandbox({ secret, books, notify, log });
  // This machine only, unless a container's network is the bound: whoever knows a key could move money here.
  const address = await app.listen({ host: process.env['HOST'] || '127.0.0.1', port: Number(given('PORT')) });
  log({ instance: given('INSTANCE_NAME'), address, msg: 'ready' });
  process.once('SIGTERM', () => void app.close().finally(() => process.exit(0)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
