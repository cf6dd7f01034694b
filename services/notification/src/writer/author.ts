import type { Db } from '@airside/postgres';
import { inSpan, SpanKind } from '@airside/service';
import type { Wording } from '../messages/wording.ts';
import { readAnswer } from './answer.ts';
import { type BreakerRule, createBreaker } from './breaker.ts';
import { type Asked, checkWording } from './check/rules.ts';
import type { WriterSettings } from './config.ts';
import { type FailureReason, WriterFailure } from './failure.ts';
import type { WriterMetrics } from './metrics.ts';
import { type Prompt, promptFor } from './prompt.ts';
import { createProvider } from './provider.ts';
import { takeCall, type WordingEnd } from './queries.ts';

export type AuthorDeps = {
  db: Db;
  settings: WriterSettings;
  breaker: BreakerRule;
  metrics: WriterMetrics;
  now: () => Temporal.Instant;
};

/** Gets wordings from the model: within the budget, past the breaker, and checked. */
export type Author = {
  /** Never throws; ends at the deadline. */
  write(asked: Asked, tier: string, deadline: AbortSignal): Promise<WordingEnd>;
  close(): Promise<void>;
};

/** Calls under way in this process; a dozen are what one event may need. */
const mostInHand = 24;
const mostOfDetail = 200;

export function createAuthor({ db, settings, breaker: rule, metrics, now }: AuthorDeps): Author {
  const provider = createProvider(settings);
  const breaker = createBreaker(async (prompt: Prompt, deadline: AbortSignal) => {
    const begun = performance.now();
    try {
      return await inSpan(
        'language model',
        { kind: SpanKind.CLIENT, attributes: { 'gen_ai.request.model': settings.model } },
        () => provider.complete(prompt, deadline),
      );
    } finally {
      metrics.onCalled(performance.now() - begun);
    }
  }, rule);
  let inHand = 0;

  async function ask(asked: Asked, tier: string, deadline: AbortSignal): Promise<Wording> {
    if (inHand >= mostInHand) throw new WriterFailure('busy', `${inHand} calls are under way`);
    inHand += 1;
    try {
      if (!breaker.isAdmitting()) throw new WriterFailure('breaker_open', 'the provider has failed too often');
      const day = now().toZonedDateTimeISO('UTC').toPlainDate();
      if (!(await takeCall(db, day, settings.dailyBudget)))
        throw new WriterFailure('budget', `${settings.dailyBudget} calls of ${day.toString()} are used up`);
      return readAnswer(await breaker.call(promptFor(asked, tier), deadline));
    } finally {
      inHand -= 1;
    }
  }

  return {
    async write(asked, tier, deadline) {
      const end = await ask(asked, tier, deadline).then(
        (wording) => judged(asked, wording, deadline),
        (error: unknown) => failed(error),
      );
      if ('words' in end) metrics.onUsed();
      else metrics.onFailed(end.reason);
      return end;
    },
    async close() {
      breaker.close();
      await provider.close();
    },
  };
}

function judged(asked: Asked, given: Wording, deadline: AbortSignal): WordingEnd {
  // Nobody waits for it any more.
  if (deadline.aborted) return { reason: 'timeout', detail: 'the answer came too late' };
  const checked = checkWording(asked, given);
  if ('wording' in checked) return { words: checked.wording };
  const { reason, part, detail } = checked.refusal;
  return { reason: `refused:${reason}`, detail: storable(`${part}: ${detail}`) };
}

function failed(error: unknown): WordingEnd {
  const reason: FailureReason = error instanceof WriterFailure ? error.reason : 'internal';
  return { reason, detail: storable(error instanceof Error ? error.message : String(error)) };
}

function storable(text: string): string {
  return text.slice(0, mostOfDetail).toWellFormed().replaceAll('\0', '');
}
