import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../report.ts';
import { compareTold, listEvent, type Place, reportDelay, untilSettled } from './told.ts';
import { insertWillingTravellers } from './travellers.ts';

/**
 * Every provider answers with a fault for a while, and in the middle of it the delay grows: once they are back everybody
 * hears of the second delay, and nobody of the first.
 */
export async function outlastProviders(
  { stack, desk, outbox }: Place,
  { travellers, outageMs }: { travellers: number; outageMs: number },
): Promise<Finding> {
  const flight = await insertWillingTravellers(stack, travellers);
  await outbox.clear();
  await outbox.fail('email', '500');
  await outbox.fail('sms', '500');
  let first: string;
  let second: string;
  try {
    first = await reportDelay(desk, flight, 45);
    await delay(outageMs / 2);
    second = await reportDelay(desk, flight, 90);
    await delay(outageMs / 2);
  } finally {
    await outbox.recover();
  }
  const notices = await untilSettled(desk, flight, second);
  const superseded = await listEvent(desk, flight, first);
  const notSuperseded = superseded.filter(({ state }) => state !== 'MERGED').length;
  const told = compareTold(flight, notices, await outbox.messages());
  return {
    ok: Object.values(told).every((count) => count === 0) && notSuperseded === 0 && superseded.length > 0,
    figures: {
      noticesAfterOutage: notices.length,
      lost: told.lost,
      twice: told.twice,
      failed: told.failed,
      uncertain: told.uncertain,
      superseded: superseded.length,
      notSuperseded,
    },
  };
}
