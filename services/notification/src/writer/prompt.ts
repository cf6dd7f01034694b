import type { NoticeLanguage } from '@airside/contracts';
import { Liquid } from 'liquidjs';
import { catalogues } from '../messages/compose.ts';
import { slotTemplatesOf } from '../messages/slots.ts';
import { sentenceSlots, slotNames, slotRules, wordingParts } from '../messages/wording.ts';
import { lexicons } from './check/lexicon.ts';
import type { Asked } from './check/rules.ts';
import { listOf } from './check/tokens.ts';
import { kindTexts, partNames, slotTexts, systemText, tierTexts, toneTexts } from './prompt-text.ts';

export type Prompt = { system: string; user: string };

const languageNames: Record<NoticeLanguage, string> = { en: 'English', ro: 'Romanian', de: 'German', es: 'Spanish' };

/** What a model is asked. It is the same for every event of the kind: no fact of any event goes into it. */
export function promptFor({ kind, tone, language }: Asked, tier: string): Prompt {
  const { vocabulary, allowed } = lexicons[language];
  const rules = slotRules[kind];
  const used = slotNames.filter((slot) =>
    wordingParts.some((part) => [...rules[part].required, ...rules[part].allowed].includes(slot)),
  );
  const isSaidBySlot = kind === 'gateChange' || kind === 'terminalChange';
  const spoken = (entries: string) => listOf(entries).map((entry) => entry.replaceAll('_', ' '));
  const question = {
    about: kindTexts[kind],
    language: languageNames[language],
    tone: toneTexts[tone],
    reader: tierTexts[tierOf(tier)],
    parts: Object.fromEntries(
      wordingParts.map((part) => [partNames[part], { must: rules[part].required, may: rules[part].allowed }]),
    ),
    slots: slotsInWords(kind, language, used),
    say: isSaidBySlot ? [] : spoken(vocabulary.saying[kind]),
    apology: spoken(vocabulary.apology),
    urgency: tone === 'urgent' ? spoken(vocabulary.urgency) : [],
    leaving: spoken(vocabulary.leaving),
    arriving: spoken(vocabulary.arriving),
    words: [...allowed[kind]].join(' '),
  };
  return { system: systemText, user: JSON.stringify(question) };
}

/** Readers of a tier that nobody knows are travellers like others. */
export function tierOf(tier: string): string {
  return Object.hasOwn(tierTexts, tier) ? tier : 'MEMBER';
}

/** What stands in each slot, with dots for the facts: `gate … instead of gate …`. */
function slotsInWords(
  kind: Asked['kind'],
  language: NoticeLanguage,
  used: readonly (typeof slotNames)[number][],
): Record<string, string> {
  const liquid = new Liquid({ strictFilters: true });
  const catalogue = catalogues[language];
  const { long, short } = slotTemplatesOf(kind, catalogue.phrases, catalogue.delay);
  const dots = Object.fromEntries(factNames.map((name) => [name, '…']));
  const shown = (template: string) => String(liquid.parseAndRenderSync(template, dots)).trim();
  return Object.fromEntries(
    used.map((slot) => {
      if (sentenceSlots.has(slot)) return [slot, slotTexts[slot]];
      const [inLong, inShort] = [shown(long[slot]), shown(short[slot])];
      const example = inLong === inShort ? `“${inLong}”` : `“${inLong}”, in SMS and push “${inShort}”`;
      return [slot, `${slotTexts[slot]}: ${example}`];
    }),
  );
}

const factNames = [
  'flight',
  'airline',
  'from',
  'to',
  'oldDeparture',
  'newDeparture',
  'newArrival',
  'oldTime',
  'newTime',
  'duration',
  'cause',
  'gate',
  'oldGate',
  'terminal',
  'oldTerminal',
];
