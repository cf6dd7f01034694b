import { noticeChannels, type NoticeLanguage } from '@airside/contracts';
import { Liquid, type Template } from 'liquidjs';
import type { Catalogue, KindTemplates, NoticeFacts, NoticeText, Reader, ReaderWords, Words } from './facts.ts';
import { createFill, type Fill } from './fill.ts';
import { firstThatFits, toGsm7 } from './gsm7.ts';
import { slotTemplatesOf } from './slots.ts';
import { de } from './templates/de.ts';
import { en } from './templates/en.ts';
import { es } from './templates/es.ts';
import { ro } from './templates/ro.ts';
import { type Wording, type WordingOf, wordingKindOf } from './wording.ts';
import { wordFacts, wordReader } from './words.ts';

export const catalogues: Record<NoticeLanguage, Catalogue> = { en, ro, de, es };

/** Writes the notice of one event for one reader after the other. */
export type Composer = (reader: Reader, language: NoticeLanguage) => NoticeText;

type Prepared = {
  words: Words;
  templates: Record<Exclude<keyof KindTemplates, 'sms'>, Template[]>;
  sms: Template[][];
  fill: Fill;
};
/** What one reader's notice is rendered with; an SMS can write fewer names. */
type Scopes = { scope: Words & ReaderWords; smsScope: Words & ReaderWords };

const fromTemplates: WordingOf = () => undefined;

/**
 * What is the same for all readers of a language is worked out once. A variable that a template does not find is an error.
 * Where there is a wording it is filled with the same facts; an SMS that gets too long with them is the template's.
 */
export function createComposer(facts: NoticeFacts, wordingOf: WordingOf = fromTemplates): Composer {
  const liquid = new Liquid({ strictVariables: true, strictFilters: true });
  const prepared = new Map<NoticeLanguage, Prepared>();
  return (reader, language) => {
    const forLanguage = prepared.get(language) ?? prepare(liquid, facts, language);
    prepared.set(language, forLanguage);
    const scope = { ...forLanguage.words, ...wordReader(reader) };
    const scopes = { scope, smsScope: { ...scope, name: nameForSms(scope.name) } };
    const wording = wordingOf(reader.tier, language);
    const texts =
      wording === undefined
        ? renderTemplates(liquid, forLanguage, scopes)
        : renderWording(liquid, forLanguage, wording, scopes);
    return { language, isUrgent: facts.what.kind !== 'delay', ...texts };
  };
}

function prepare(liquid: Liquid, facts: NoticeFacts, language: NoticeLanguage): Prepared {
  const catalogue = catalogues[language];
  const templates = templatesFor(facts, catalogue);
  const parse = (text: string) => liquid.parse(text);
  return {
    words: wordFacts(facts, catalogue),
    templates: {
      subject: parse(templates.subject),
      body: parse(templates.body),
      pushTitle: parse(templates.pushTitle),
      pushText: parse(templates.pushText),
    },
    sms: templates.sms.map(parse),
    fill: createFill(liquid, slotTemplatesOf(wordingKindOf(facts), catalogue.phrases, templates)),
  };
}

type Texts = Omit<NoticeText, 'language' | 'isUrgent'>;

function renderTemplates(liquid: Liquid, prepared: Prepared, scopes: Scopes): Texts {
  const { templates } = prepared;
  const render = (template: Template[]) => String(liquid.renderSync(template, scopes.scope));
  return {
    subject: oneLine(render(templates.subject)),
    body: paragraphsOf(render(templates.body)),
    sms: renderSms(liquid, prepared, scopes),
    push: { title: oneLine(render(templates.pushTitle)), text: oneLine(render(templates.pushText)) },
    worded: new Set(),
  };
}

function renderWording(liquid: Liquid, prepared: Prepared, wording: Wording, scopes: Scopes): Texts {
  const filled = prepared.fill(wording, scopes.scope, scopes.smsScope);
  const short = firstThatFits([capitalised(oneLine(filled.sms))]);
  return {
    subject: oneLine(filled.subject),
    body: paragraphsOf(filled.body),
    sms: short ?? renderSms(liquid, prepared, scopes),
    push: { title: oneLine(filled.pushTitle), text: oneLine(filled.pushText) },
    worded: new Set(noticeChannels.filter((channel) => channel !== 'sms' || short !== undefined)),
  };
}

function renderSms(liquid: Liquid, { sms, words }: Prepared, { smsScope }: Scopes): string {
  const short = firstThatFits(sms.map((each) => capitalised(oneLine(String(liquid.renderSync(each, smsScope))))));
  if (short === undefined) throw new Error(`no SMS of flight ${words.flight} is short enough`);
  return short;
}

/** One notice for one reader. */
export function composeMessage(facts: NoticeFacts, reader: Reader, language: NoticeLanguage): NoticeText {
  return createComposer(facts)(reader, language);
}

function templatesFor({ what }: NoticeFacts, catalogue: Catalogue): KindTemplates {
  switch (what.kind) {
    case 'delay':
      return what.delay_minutes < 0 ? catalogue.early : catalogue.delay;
    case 'cancellation':
      return catalogue.cancellation;
    case 'gate_change':
      return catalogue.gateChange;
  }
}

/** A name that GSM-7 cannot write is left out rather than cut to pieces. */
function nameForSms(name: string): string {
  const written = toGsm7(name);
  return /\p{L}/u.test(written) ? written : '';
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function paragraphsOf(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map(oneLine)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}
