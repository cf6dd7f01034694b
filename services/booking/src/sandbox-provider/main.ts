import { createLogger, exitOnError, readConfig, run } from '@airside/service';
import { buildSandbox } from './app.ts';
import { createBooks } from './books.ts';
import { refuseProduction, sandboxConfig } from './config.ts';
import { openJournal } from './journal.ts';
import { createNotify } from './notify.ts';

async function main(): Promise<void> {
  const config = readConfig(sandboxConfig, process.env);
  refuseProduction(config);
  const { INSTANCE_NAME: instance, PAYMENT_PROVIDER_SECRET: secret, PAYMENT_CALLBACK_URL: url } = config;
  const logger = createLogger({ service: 'payment_sandbox', instance, level: config.LOG_LEVEL });
  const nowMs = () => Temporal.Now.instant().epochMilliseconds;
  const journal = openJournal(config.DATA_DIR, () => books.charges());
  const books = createBooks({ nowMs, onChange: journal.append, known: journal.known });
  const notify = url === undefined ? () => undefined : createNotify({ url, secret, nowMs, logger });
  const app = await buildSandbox({ instance, logger, secret, books, notify });
  await run({ app, logger, host: config.HOST, port: config.PORT, onClose: [] });
}

main().catch(exitOnError(undefined));
