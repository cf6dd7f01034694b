import { type ProblemCode, problems } from '@airside/contracts/problems';
import type { ApiError } from '../api/api-error.ts';

/** What to tell a person about a refusal, in a language other than English; `{name}` is filled from the API's own words. */
export type RefusalTexts = Readonly<Record<ProblemCode, string>>;

/** A refusal in the texts' language; undefined where the API has words of its own that no text of ours says. */
export function refusalText(
  texts: RefusalTexts,
  { code, message, fields }: Pick<ApiError, 'code' | 'message' | 'fields'>,
): string | undefined {
  const known = isProblemCode(code) ? code : codeOf(message);
  if (known === undefined) return undefined;
  if (known === 'VALIDATION_FAILED' && fields.length > 0)
    return `${texts[known]}: ${fields.map(({ field }) => field).join(', ')}`;
  const values = patternOf(known).exec(message)?.groups ?? {};
  const text = texts[known].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return /\{\w+\}/.test(text) ? undefined : text;
}

const codes = Object.keys(problems) as ProblemCode[];
const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);

/** The resource API tells no codes, but the same words. */
const codeOf = (message: string) => codes.find((code) => patternOf(code).test(message));

/** The table's text with a group for each `{name}`. */
function patternOf(code: ProblemCode): RegExp {
  const pieces = problems[code].message.split(/\{(\w+)\}/);
  const pattern = pieces.map((piece, place) => (place % 2 === 1 ? `(?<${piece}>.+)` : RegExp.escape(piece))).join('');
  return new RegExp(`^${pattern}$`);
}
