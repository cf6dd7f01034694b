import type { NoticeLanguage } from '@airside/contracts';
import type { NoticeFacts } from './facts.ts';

/** Words of a notice that somebody else has written around our slots (`{{flight}}`): it states no fact itself. */
export type Wording = Record<WordingPart, string>;
export const wordingParts = ['subject', 'body', 'sms', 'pushTitle', 'pushText'] as const;
export type WordingPart = (typeof wordingParts)[number];

/** The wording for readers of a tier and language; undefined where the templates speak. */
export type WordingOf = (tier: string, language: NoticeLanguage) => Wording | undefined;

/** What a text is about, as finely as words differ. */
export const wordingKinds = ['delayed', 'onTime', 'early', 'cancelled', 'gateChange', 'terminalChange'] as const;
export type WordingKind = (typeof wordingKinds)[number];

export function wordingKindOf({ what }: Pick<NoticeFacts, 'what'>): WordingKind {
  switch (what.kind) {
    case 'delay':
      if (what.delay_minutes === 0) return 'onTime';
      return what.delay_minutes < 0 ? 'early' : 'delayed';
    case 'cancellation':
      return 'cancelled';
    case 'gate_change':
      return what.terminal_change ? 'terminalChange' : 'gateChange';
  }
}

export const slotNames = [
  'greeting',
  'flight',
  'airline',
  'route',
  'duration',
  'cause',
  'departure',
  'arrival',
  'gate',
  'terminal',
  'remarks',
  'next_steps',
  'special_request',
] as const;
export type SlotName = (typeof slotNames)[number];

/** Slots that are whole sentences of ours, with what only the reader's record knows; some are empty for some readers. */
export const sentenceSlots: ReadonlySet<SlotName> = new Set(['greeting', 'remarks', 'next_steps', 'special_request']);

/** Slots that a part must have once each, and those that it may have once. */
export type SlotRule = { required: readonly SlotName[]; allowed: readonly SlotName[] };

const ends = ['next_steps', 'special_request'] as const;
const flightOf = ['greeting', 'flight', 'airline', 'route'] as const;
const slots = (required: readonly SlotName[], allowed: readonly SlotName[] = []): SlotRule => ({ required, allowed });

/** api.md §6: what each part of a text about this must say. */
export const slotRules: Record<WordingKind, Record<WordingPart, SlotRule>> = {
  delayed: {
    subject: slots(['flight', 'duration'], ['route']),
    body: slots([...flightOf, 'duration', 'cause', 'departure', 'arrival', 'remarks', ...ends]),
    sms: slots(['greeting', 'flight', 'duration', 'departure'], ['route', 'cause']),
    pushTitle: slots(['flight', 'duration']),
    pushText: slots(['departure'], ['route', 'cause']),
  },
  onTime: {
    subject: slots(['flight'], ['route']),
    body: slots([...flightOf, 'departure', 'arrival', ...ends]),
    sms: slots(['greeting', 'flight', 'departure'], ['route']),
    pushTitle: slots(['flight']),
    pushText: slots(['departure'], ['route']),
  },
  early: {
    subject: slots(['flight', 'duration'], ['route']),
    body: slots([...flightOf, 'duration', 'departure', 'arrival', ...ends]),
    sms: slots(['greeting', 'flight', 'duration', 'departure'], ['route']),
    pushTitle: slots(['flight', 'duration']),
    pushText: slots(['departure'], ['route']),
  },
  cancelled: {
    subject: slots(['flight', 'departure'], ['route']),
    body: slots([...flightOf, 'departure', 'cause', 'remarks', ...ends]),
    sms: slots(['greeting', 'flight', 'departure', 'next_steps'], ['route', 'cause']),
    pushTitle: slots(['flight']),
    pushText: slots(['departure', 'next_steps'], ['route', 'cause']),
  },
  gateChange: {
    subject: slots(['flight', 'gate'], ['route']),
    body: slots(['greeting', 'flight', 'route', 'gate', 'departure', ...ends], ['airline']),
    sms: slots(['greeting', 'flight', 'gate', 'departure'], ['route']),
    pushTitle: slots(['flight', 'gate']),
    pushText: slots(['gate', 'departure'], ['route']),
  },
  terminalChange: {
    subject: slots(['flight', 'gate', 'terminal'], ['route']),
    body: slots(['greeting', 'flight', 'route', 'gate', 'terminal', 'departure', ...ends], ['airline']),
    sms: slots(['greeting', 'flight', 'gate', 'terminal', 'departure'], ['route']),
    pushTitle: slots(['flight', 'gate', 'terminal']),
    pushText: slots(['gate', 'terminal', 'departure'], ['route']),
  },
};
