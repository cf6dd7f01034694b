import type { NoticeLanguage } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import type { NoticeFacts } from '../messages/facts.ts';
import { type Wording, wordingKindOf } from '../messages/wording.ts';
import type { Author } from './author.ts';
import { type Asked, checkWording } from './check/rules.ts';
import { toneOf } from './check/tone.ts';
import { tierOf } from './prompt.ts';
import { claimWordings, endWording, listWordings, type WordingKey, type WordingRow } from './queries.ts';

/** An event that people are told of. */
export type WordedEvent = NoticeFacts & { event_id: string; is_current: boolean };
export type WordedReader = { tier: string; language: NoticeLanguage };

/** Wordings of an event that somebody waits for until the deadline. */
export type Gathering = {
  event: WordedEvent;
  /** By `nameOf`; filled as they come. */
  found: Map<string, Wording>;
  deadline: AbortSignal;
};

export type GatherDeps = {
  db: Db;
  log: Logger;
  author: Author;
  /** How long whoever asks may take. */
  timeoutMs: number;
  /** Calls under way, which outlive whoever waited for them by the note of how they ended. */
  asking: Set<Promise<void>>;
};

/** Looks at what another instance, or another request, is asking for; in milliseconds. */
const lookEveryMs = 50;

/** Asks for what nobody has asked for yet, and waits for what others ask for. */
export async function gatherWordings(
  deps: GatherDeps,
  gathering: Gathering,
  readers: readonly WordedReader[],
): Promise<void> {
  const keys = keysOf(readers);
  const own = await claimWordings(deps.db, gathering.event.event_id, keys);
  const names = new Set(own.map(nameOf));
  const begun = own.map((key) => begin(deps, gathering, key));
  const others = keys.filter((key) => !names.has(nameOf(key)));
  await Promise.all([...begun, follow(deps, gathering, others)]);
}

function begin(deps: GatherDeps, gathering: Gathering, key: WordingKey): Promise<void> {
  const { asking } = deps;
  const run = ask(deps, gathering, key).finally(() => asking.delete(run));
  asking.add(run);
  return run;
}

/** Asks for one wording, puts it where it is waited for, and writes it down for others. */
async function ask({ db, log, author }: GatherDeps, { event, found, deadline }: Gathering, key: WordingKey) {
  const about = { eventId: event.event_id, ...key };
  const end = await author.write(askedFor(event, key), key.tier, deadline);
  if ('words' in end) found.set(nameOf(key), end.words);
  else log.warn({ ...about, ...end }, 'writer: the template is used');
  await endWording(db, event.event_id, key, end).catch((error: unknown) =>
    log.warn({ err: error, ...about }, 'writer: the end of a call is not noted'),
  );
}

/** Whoever asks and has said nothing after its deadline has died. */
async function follow({ db, timeoutMs }: GatherDeps, { event, found, deadline }: Gathering, keys: WordingKey[]) {
  const open = new Map(keys.map((key) => [nameOf(key), key]));
  const isUnderWay = (row: WordingRow | undefined) => row?.state === null && row.ageMs < timeoutMs;
  while (open.size > 0 && !deadline.aborted) {
    const rows = new Map((await listWordings(db, event.event_id)).map((row) => [nameOf(row), row]));
    for (const [name, key] of open) {
      const row = rows.get(name);
      if (isUnderWay(row)) continue;
      open.delete(name);
      const words = stillGood(askedFor(event, key), row?.words ?? undefined);
      if (words !== undefined) found.set(name, words);
    }
    if (open.size > 0) await delay(lookEveryMs, undefined, { signal: deadline }).catch(() => undefined);
  }
}

function askedFor(event: WordedEvent, { language }: WordingKey): Asked {
  return { kind: wordingKindOf(event), tone: toneOf(event), language };
}

/** Whoever wrote it down may have had another version of the rules. */
function stillGood(asked: Asked, words: Wording | undefined): Wording | undefined {
  if (words === undefined) return undefined;
  const checked = checkWording(asked, words);
  return 'wording' in checked ? checked.wording : undefined;
}

function keysOf(readers: readonly WordedReader[]): WordingKey[] {
  const keys = readers.map(({ tier, language }) => ({ tier: tierOf(tier), language }));
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}

/** What a wording is found by. */
export function nameOf({ tier, language }: WordingKey): string {
  return `${language} ${tierOf(tier)}`;
}
