import type { NoticeLanguage } from '@airside/contracts';
import { Liquid, type Template } from 'liquidjs';
import { cleanText } from './clean.ts';
import { catalogues } from './compose.ts';
import type { DigestTemplates, NoticeText } from './facts.ts';

/** One notice of several that are told together. */
export type DigestPart = Pick<NoticeText, 'subject' | 'body' | 'push' | 'isUrgent'> & { flightId: string };

export type DigestText = Pick<NoticeText, 'subject' | 'body' | 'push' | 'isUrgent'>;

type Parsed = Record<keyof DigestTemplates, Template[]>;

/** Longest text of a push message, in bytes: with everything around it, below what push services take. */
const mostPushBytes = 2000;
const mostOfFlight = 10;

/** Writes several notices, the earliest first, as one message. Each keeps its words; an urgent one leads the subject. */
export function createDigestWriter(): (parts: readonly DigestPart[], language: NoticeLanguage) => DigestText {
  const liquid = new Liquid({ strictVariables: true, strictFilters: true });
  const parsed = new Map<NoticeLanguage, Parsed>();

  function templatesOf(language: NoticeLanguage): Parsed {
    let found = parsed.get(language);
    if (found === undefined) {
      const { subject, leading, intro, heading } = catalogues[language].digest;
      const parse = (text: string) => liquid.parse(text);
      found = { subject: parse(subject), leading: parse(leading), intro: parse(intro), heading: parse(heading) };
      parsed.set(language, found);
    }
    return found;
  }

  return (parts, language) => {
    const templates = templatesOf(language);
    const render = (template: Template[], scope: object) => String(liquid.renderSync(template, scope)).trim();
    const flights = [...new Set(parts.map(({ flightId }) => cleanText(flightId, mostOfFlight)))];
    const count = parts.length;
    const scope = { count, more: count - 1, flights: flights.join(', '), flightCount: flights.length };
    const urgent = parts.findLast(({ isUrgent }) => isUrgent);
    const title = (lead: string | undefined) =>
      lead === undefined ? render(templates.subject, scope) : render(templates.leading, { ...scope, lead });
    const sections = parts.flatMap(({ subject, body }, index) => [
      render(templates.heading, { ...scope, number: index + 1, subject }),
      body,
    ]);
    return {
      subject: title(urgent?.subject),
      body: [render(templates.intro, scope), ...sections].join('\n\n'),
      push: { title: title(urgent?.push.title), text: pushTextOf(parts) },
      isUrgent: urgent !== undefined,
    };
  };
}

/** A line for each; without details where they are too long for a push message. */
function pushTextOf(parts: readonly DigestPart[]): string {
  const inFull = parts.map(({ push }) => `${push.title}. ${push.text}`).join('\n');
  return Buffer.byteLength(inFull) <= mostPushBytes ? inFull : parts.map(({ push }) => push.title).join('\n');
}
