import { Agent, request } from 'undici';
import { twilioSignature } from '../channels/sms/signature.ts';

export type ReceiptCall = { url: string; accountSid: string; sid: string; isDelivered: boolean };

export type ReceiptCalls = { add(call: ReceiptCall): void; close(): Promise<void> };

/** Calls at once, and calls that may wait; further ones are dropped, as receipts may be. */
const mostAtOnce = 8;
const mostWaiting = 20_000;
const deadlineMs = 5000;
/** Code of a handset that could not be reached. */
const unreachable = '30003';

/** Calls back as Twilio does, signed, when a message has arrived or has not. */
export function createReceiptCalls(authToken: string): ReceiptCalls {
  const dispatcher = new Agent({ connections: mostAtOnce });
  const waiting: ReceiptCall[] = [];
  let running = 0;
  let isClosed = false;

  async function work(): Promise<void> {
    running++;
    for (let call = waiting.shift(); call !== undefined && !isClosed; call = waiting.shift()) {
      await post(call).catch(() => undefined);
    }
    running--;
  }

  async function post({ url, accountSid, sid, isDelivered }: ReceiptCall): Promise<void> {
    const fields = new URLSearchParams({
      AccountSid: accountSid,
      MessageSid: sid,
      MessageStatus: isDelivered ? 'delivered' : 'undelivered',
      ...(isDelivered ? {} : { ErrorCode: unreachable }),
    });
    const { body } = await request(url, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilioSignature(authToken, url, fields),
      },
      body: fields.toString(),
      signal: AbortSignal.timeout(deadlineMs),
    });
    await body.dump();
  }

  return {
    add(call) {
      if (waiting.length >= mostWaiting) return;
      waiting.push(call);
      if (running < mostAtOnce) void work();
    },
    async close() {
      isClosed = true;
      await dispatcher.destroy();
    },
  };
}
