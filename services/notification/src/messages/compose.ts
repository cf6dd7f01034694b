import type { NoticeLanguage } from '@airside/contracts';
import { Liquid, type Template } from 'liquidjs';
import type { Catalogue, KindTemplates, NoticeFacts, NoticeText, Reader, Words } from './facts.ts';
import { firstThatFits, toGsm7 } from './gsm7.ts';
import { de } from './templates/de.ts';
import { en } from './templates/en.ts';
import { es } from './templates/es.ts';
import { ro } from './templates/ro.ts';
import { wordFacts, wordReader } from './words.ts';

export const catalogues: Record<NoticeLanguage, Catalogue> = { en, ro, de, es };

/** Writes the notice of one event for one reader after the other. */
export type Composer = (reader: Reader, language: NoticeLanguage) => NoticeText;

type Prepared = { words: Words; templates: Record<Exclude<keyof KindTemplates, 'sms'>, Template[]>; sms: Template[][] };

/** What is the same for all readers of a language is worked out once. A variable that a template does not find is an error. */
export function createComposer(facts: NoticeFacts): Composer {
  const liquid = new Liquid({ strictVariables: true, strictFilters: true });
  const prepared = new Map<NoticeLanguage, Prepared>();

  function prepare(language: NoticeLanguage): Prepared {
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
    };
  }

  return (reader, language) => {
    let forLanguage = prepared.get(language);
    if (forLanguage === undefined) {
      forLanguage = prepare(language);
      prepared.set(language, forLanguage);
    }
    const { words, templates, sms } = forLanguage;
    const scope = { ...words, ...wordReader(reader) };
    const render = (template: Template[], given = scope) => String(liquid.renderSync(template, given));
    const line = (template: Template[]) => oneLine(render(template));
    const smsScope = { ...scope, name: nameForSms(scope.name) };
    const short = firstThatFits(sms.map((template) => capitalised(oneLine(render(template, smsScope)))));
    if (short === undefined) throw new Error(`no SMS of flight ${words.flight} is short enough`);
    return {
      language,
      subject: line(templates.subject),
      body: paragraphsOf(render(templates.body)),
      sms: short,
      push: { title: line(templates.pushTitle), text: line(templates.pushText) },
      isUrgent: facts.what.kind !== 'delay',
    };
  };
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
