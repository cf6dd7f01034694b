import { createApi } from '../kit/api.ts';
import { openDesk } from '../kit/desk.ts';
import { findOutbox } from '../kit/outbox.ts';
import type { Stack } from '../kit/stack.ts';
import { bringBack } from '../kit/victims.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { killWhileSending } from './killed.ts';
import { outlastProviders } from './outage.ts';

const sizes = {
  full: { travellers: 1000, outageMs: 300_000 },
  quick: { travellers: 200, outageMs: 6000 },
};

/**
 * Notices go out while their senders are killed, and after all providers have been away: everybody is told once by each
 * channel, of what holds now.
 */
export async function proveNotices(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  const { travellers, outageMs } = isQuick ? sizes.quick : sizes.full;
  const outbox = await findOutbox(stack);
  if (outbox === undefined) throw new Error('this stack sends to real providers; they cannot be asked what they got');
  const api = createApi(stack);
  const desk = await openDesk(api, stack);
  const found: Finding[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const killed = await killWhileSending({ stack, desk, outbox }, travellers);
    progress(`run ${run} of ${runs}, senders killed: ${JSON.stringify(killed.figures)}`);
    await bringBack(stack, ['notification_service']);
    const outage = await outlastProviders({ stack, desk, outbox }, { travellers: Math.ceil(travellers / 5), outageMs });
    progress(`run ${run} of ${runs}, providers away: ${JSON.stringify(outage.figures)}`);
    found.push(killed, outage);
  }
  await api.close();
  const figures: Record<string, number> = { runs };
  for (const [name, figure] of found.flatMap((one) => Object.entries(one.figures)))
    figures[name] = (figures[name] ?? 0) + Number(figure);
  return { ok: found.every(({ ok }) => ok), figures };
}
