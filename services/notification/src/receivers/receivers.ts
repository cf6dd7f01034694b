import { startEmailReceiver } from './email.ts';
import { createFaults, type Faults } from './faults.ts';
import { fcmRoutes } from './fcm.ts';
import { startHttp } from './http.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { outboxRoutes } from './outbox-routes.ts';
import { createReceiptCalls } from './receipt-calls.ts';
import { twilioRoutes } from './twilio.ts';
import { webPushRoutes } from './web-push.ts';

export type ReceiversOptions = {
  host: string;
  port: number;
  smtpPort: number;
  /** Password at the mail server, token at Twilio, and what the keys of push subscriptions are made from. */
  secret: string;
  /** PEM of the service account that FCM believes. */
  fcmPublicKey: string;
  vapidPublicKey: string;
  now: () => Temporal.Instant;
};

export type Receivers = { url: string; smtpPort: number; outbox: Outbox; faults: Faults; close(): Promise<void> };

/** Stands in for every provider on this machine: real protocols, real checks, and nothing leaves. */
export async function startReceivers(options: ReceiversOptions): Promise<Receivers> {
  const { host, port, smtpPort, secret, fcmPublicKey: publicKey, vapidPublicKey, now } = options;
  const outbox = createOutbox();
  const faults = createFaults();
  const receipts = createReceiptCalls(secret);
  const shared = { outbox, faults, now };
  const http = await startHttp({
    host,
    port,
    routes: [
      ...twilioRoutes({ ...shared, authToken: secret, receipts }),
      ...fcmRoutes({ ...shared, publicKey }),
      ...webPushRoutes({ ...shared, secret, vapidPublicKey }),
      ...outboxRoutes(outbox, faults),
    ],
  });
  const email = await startEmailReceiver({
    host,
    port: smtpPort,
    password: secret,
    faults,
    onMessage: (message) => void outbox.add(message, now()),
  });
  return {
    url: `http://${host}:${http.port}`,
    smtpPort: email.port,
    outbox,
    faults,
    async close() {
      await Promise.all([http.close(), email.close(), receipts.close()]);
    },
  };
}
