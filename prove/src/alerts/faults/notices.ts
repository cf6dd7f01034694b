import { randomUUID } from 'node:crypto';
import { expected } from '../../kit/api.ts';
import { until } from '../../kit/stack.ts';
import { listEvent, reportDelay } from '../../notices/told.ts';
import { insertWillingTravellers } from '../../notices/travellers.ts';
import { type Fault, lastStage } from '../fault.ts';
import { insist } from '../insist.ts';
import { burnsOf } from './objectives.ts';

/** More than the fewest notices that say anything about an objective (20). */
const travellers = 30;

export const mailsLost: Fault = {
  words: 'the mail server breaks off after it has taken a mail',
  async cause({ stack, desk, outbox }) {
    const flight = await insist(() => insertWillingTravellers(stack, travellers));
    await outbox.fail('email', 'drop-after');
    await reportDelay(desk, flight, 45);
    const expects = [{ alert: 'NoticesLost', labels: { channel: 'email' } }, ...burnsOf('notices-in-time')];
    return lastStage(expects, 90_000, () => outbox.recover());
  },
};

export const providersDown: Fault = {
  words: 'every account for mail and SMS answers with a fault',
  async cause({ stack, desk, outbox, api }) {
    await outbox.fail('email', '500');
    await outbox.fail('sms', '500');
    const username = `prove-${randomUUID().slice(0, 13)}`;
    const account = { username, password: randomUUID(), email: `${username}@example.org` };
    expected(201, 'register', await api.call('POST', '/api/auth/register', undefined, account));
    const flight = await insist(() => insertWillingTravellers(stack, 5));
    const eventId = await reportDelay(desk, flight, 45);
    await until('notices wait', async () => (await listEvent(desk, flight, eventId)).length >= 10, 60_000);
    const expects = [
      { alert: 'NoticesWait', labels: {} },
      { alert: 'AccountMailsWait', labels: {} },
    ];
    return lastStage(expects, 450_000, () => outbox.recover());
  },
};
