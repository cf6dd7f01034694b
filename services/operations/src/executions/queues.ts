import { defineQueue, type Queue } from '@airside/jobs';
import type { AirsideEvent } from '@airside/contracts';
import type { BatchKey } from './batches/queries.ts';
import type { StepKey } from './steps/queries.ts';

/** An event that a rule sends to a URL. */
export type WebhookJob = { ruleId: number; url: string; event: AirsideEvent };

/** How often work is tried and how long it pauses after the nth failure; otherwise 10 times over four minutes. */
export type Patience = Partial<Pick<Queue<object>, 'attempts' | 'pauseSeconds'>>;

/**
 * Work of this service. An attempt takes less than 5 s, so that a dead instance's work is taken over within 8 s, and is
 * cut into pieces where there is more to do.
 */
export function defineQueues(patience: Patience = {}) {
  return {
    steps: defineQueue<StepKey>({ name: 'workflow-steps', ...patience }),
    batches: defineQueue<BatchKey>({ name: 'workflow-batches', ...patience }),
    webhooks: defineQueue<WebhookJob>({ name: 'rule-webhooks', ...patience }),
    tidying: defineQueue<Record<string, never>>({ name: 'operations-tidying', attempts: 3 }),
  };
}

export type Queues = ReturnType<typeof defineQueues>;
