import { startReceivers } from './receivers.ts';

/** A variable that the launcher gives. Read here by hand: what a service needs besides would double this process's memory. */
function given(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is missing`);
  return value;
}

async function main(): Promise<void> {
  const { url, smtpPort, close } = await startReceivers({
    // Never more than this machine: what lies here is for its user's eyes.
    host: '127.0.0.1',
    port: Number(given('PORT')),
    smtpPort: Number(given('SMTP_PORT')),
    secret: given('RECEIVERS_SECRET'),
    fcmPublicKey: given('FCM_PUBLIC_KEY'),
    vapidPublicKey: given('VAPID_PUBLIC_KEY'),
    now: () => Temporal.Now.instant(),
  });
  const instance = given('INSTANCE_NAME');
  console.log(
    JSON.stringify({ level: 'info', service: 'receivers', instance, url, smtpPort, msg: 'receivers listen' }),
  );
  process.once('SIGTERM', () => void close().finally(() => process.exit(0)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
