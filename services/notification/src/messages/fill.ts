import type { Liquid, Template } from 'liquidjs';
import type { SlotTemplates } from './slots.ts';
import { type SlotName, slotNames, type Wording, type WordingPart, wordingParts } from './wording.ts';

/** Puts the facts of one reader's notice into a wording. `scope` and `smsScope` are what templates are rendered with. */
export type Fill = (wording: Wording, scope: object, smsScope: object) => Record<WordingPart, string>;

type Parsed<Key extends string> = Record<Key, Template[]>;

export function createFill(liquid: Liquid, templates: SlotTemplates): Fill {
  // Only once there is a wording: most installations have none.
  let slots: Record<'long' | 'short', Parsed<SlotName>> | undefined;
  // An event has a wording for each tier: parsed once, filled for many.
  const wordings = new Map<Wording, Parsed<WordingPart>>();

  function parsed<Key extends string>(keys: readonly Key[], texts: Record<Key, string>): Parsed<Key> {
    return Object.fromEntries(keys.map((key) => [key, liquid.parse(texts[key])])) as Parsed<Key>;
  }

  /** What stands in each slot. It is put in as it is: braces in a name are not looked at again. */
  function phrasesFor(own: Parsed<SlotName>, scope: object): Record<SlotName, string> {
    return Object.fromEntries(
      slotNames.map((name) => [name, String(liquid.renderSync(own[name], scope)).trim()]),
    ) as Record<SlotName, string>;
  }

  return (wording, scope, smsScope) => {
    slots ??= { long: parsed(slotNames, templates.long), short: parsed(slotNames, templates.short) };
    const { long, short } = slots;
    const parts = wordings.get(wording) ?? parsed(wordingParts, wording);
    wordings.set(wording, parts);
    const inLong = phrasesFor(long, scope);
    const render = (part: WordingPart, phrases: object) => String(liquid.renderSync(parts[part], phrases));
    const inShort = phrasesFor(short, scope);
    return {
      subject: render('subject', inLong),
      body: render('body', inLong),
      sms: render('sms', phrasesFor(short, smsScope)),
      pushTitle: render('pushTitle', inShort),
      pushText: render('pushText', inShort),
    };
  };
}
