import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { findInstance, killSoon } from '../kit/victims.ts';
import type { Finding } from '../report.ts';
import { compareTold, listEvent, type Place, reportDelay, untilSettled } from './told.ts';
import { insertWillingTravellers } from './travellers.ts';

/** Between two kills; enough for what was killed to be back at work. */
const pauseMs = { least: 1500, most: 4000 };
/** Mails that one instance may have in hand with a server that cannot be asked: connections of the stack's accounts. */
const inHand = 10;
/** Then those that are left must come to their end. */
const mostKills = 12;

/** Kills instances of the notification service at random while every traveller's mail and SMS goes out. */
export async function killWhileSending({ stack, desk, outbox }: Place, travellers: number): Promise<Finding> {
  const flight = await insertWillingTravellers(stack, travellers);
  await outbox.clear();
  const eventId = await reportDelay(desk, flight, 45);
  let isOver = false;
  const killing = (async () => {
    let kills = 0;
    while (!isOver && kills < mostKills) {
      await delay(randomInt(pauseMs.least, pauseMs.most));
      const begun = await listEvent(desk, flight, eventId);
      if (isOver || begun.length === 0) continue;
      await killSoon(stack, () => findInstance(stack, 'notification_service'));
      kills += 1;
      // Else nobody ever sends: the launcher waits longer and longer before it starts what keeps crashing.
      await restartAll(stack);
    }
    return kills;
  })();
  const notices = await untilSettled(desk, flight, eventId).finally(() => {
    isOver = true;
  });
  const kills = await killing;
  const told = compareTold(flight, notices, await outbox.messages());
  return {
    ok: told.lost === 0 && told.twice === 0 && told.failed === 0 && told.uncertain <= kills * inHand,
    figures: {
      notices: notices.length,
      kills,
      lost: told.lost,
      twice: told.twice,
      failed: told.failed,
      uncertain: told.uncertain,
    },
  };
}

async function restartAll(stack: Parameters<typeof findInstance>[0]): Promise<void> {
  const waiting = (await stack.instancesOf('notification_service')).filter(({ state }) => state === 'waiting');
  await Promise.all(waiting.map(({ name }) => stack.restart(name)));
}
