import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Wording, wordingParts } from '../messages/wording.ts';
import { WriterFailure } from './failure.ts';
import { partNames } from './prompt-text.ts';

/** Longer than any part may be; what is too long within it is refused with a reason of its own. */
const Text = Type.String({ maxLength: 4000 });
const Answer = Type.Object(
  { email_subject: Text, email_body: Text, sms_body: Text, push_title: Text, push_text: Text },
  { additionalProperties: false },
);

/** The wording in a model's text. Throws WriterFailure where the text is no JSON or not of the shape. */
export function readAnswer(text: string): Wording {
  // Some models put every JSON into a code fence, whatever they are told.
  const [, fenced] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(text) ?? [];
  const value = parseJson(fenced ?? text);
  if (!Value.Check(Answer, value)) throw new WriterFailure('wrong_shape', 'the text has not the members asked for');
  return Object.fromEntries(
    wordingParts.map((part) => [part, (value as Record<string, string>)[partNames[part]]]),
  ) as Wording;
}

/** Throws WriterFailure. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WriterFailure('not_json', 'the answer is no JSON');
  }
}
