import type { SlotName, WordingKind, WordingPart } from '../messages/wording.ts';
import type { Tone } from './check/tone.ts';

/** What a model is told once, whatever it is to write. Text, kept apart from the code that uses it. */
export const systemText = `You word notices of an airline to its travellers. You write words only. Every fact stands in a slot such as {{flight}}, which is filled in after you; you neither see nor write a fact.

Answer with one JSON object and nothing else, no code fence: {"email_subject": "…", "email_body": "…", "sms_body": "…", "push_title": "…", "push_text": "…"}

Rules. A text that breaks any of them is thrown away.
1. Use the slots of each part exactly as listed under "parts": each of "must" once, each of "may" at most once, no others. Write them exactly so: {{flight}}. "slots" says what stands in each; build your sentences around it and do not repeat its words.
2. Use only the words listed under "words" (any capitals), beside the slots. No name, no place, no digit, no number in words, no hour, day, month or date, no reason, no promise, no money, no link.
3. At least one of "say" stands in every part but push_text, unless the list is empty.
4. Never tell the reader to do anything: what to do next is in {{next_steps}}. Never say that something is not so.
5. {{greeting}}, {{remarks}}, {{next_steps}} and {{special_request}} are whole sentences of ours, and some are empty: put each between sentences, never inside one. {{greeting}} comes first, and ends with a comma or a colon: go on in small letters.
6. email_body has exactly three paragraphs with an empty line between them: what happened; then one or two kind sentences and {{next_steps}}; then {{special_request}} alone.
7. Before {{departure}} say that it leaves (one of "leaving"), before {{arrival}} that it arrives (one of "arriving").
8. Plain text: no quotation marks, no markup, no emoji. sms_body has at most 90 characters beside its slots, push_title is one short line.`;

/** What the text is about. */
export const kindTexts: Record<WordingKind, string> = {
  delayed: 'the flight is delayed',
  onTime: 'an earlier delay is over: the flight is on time again',
  early: 'the flight leaves earlier than planned',
  cancelled: 'the flight is cancelled',
  gateChange: 'the flight leaves from another gate',
  terminalChange: 'the flight leaves from another gate, in another terminal',
};

export const toneTexts: Record<Tone, string> = {
  informative: 'informative: calm and friendly',
  apologetic: 'apologetic: the body must say sorry (one of "apology")',
  urgent: 'urgent: subject, body and SMS must say that it is urgent (one of "urgency")',
};

/** How to address readers of a tier; what they may expect is in `next_steps`, in our own words. */
export const tierTexts: Record<string, string> = {
  MEMBER: 'a traveller',
  'A-LIST': 'a member of the loyalty programme: thank them for their loyalty if it fits',
  'A-LIST PREFERRED': 'a most valued member of the loyalty programme: thank them for their loyalty',
};

export const slotTexts: Record<SlotName, string> = {
  greeting: 'the salutation',
  flight: 'the code of the flight, without the word flight',
  airline: 'the name of the airline',
  route: 'where it flies from and to',
  duration: 'by how much the departure moves',
  cause: 'why',
  departure: 'when it leaves',
  arrival: 'when it arrives',
  gate: 'the gate',
  terminal: 'the terminal',
  remarks: 'sentences of ours, empty for most',
  next_steps: 'sentences of ours: what the traveller may do next, and what their tier gives them',
  special_request: 'a sentence of ours on a special request, empty for most',
};

/** Names of the parts in the answer. */
export const partNames: Record<WordingPart, string> = {
  subject: 'email_subject',
  body: 'email_body',
  sms: 'sms_body',
  pushTitle: 'push_title',
  pushText: 'push_text',
};
