/** One alternative for a field: an exact value, or one of three tests. */
export type Matcher =
  | string
  | number
  | boolean
  | null
  | { prefix: string }
  /** `*` stands for any run of characters, also none; everything else for itself. */
  | { wildcard: string }
  /** One or two bounds, such as `[">=", 30, "<=", 120]`. */
  | { numeric: [Comparison, number] | [Comparison, number, Comparison, number] };

export const comparisons = ['<', '<=', '=', '>=', '>'] as const;
export type Comparison = (typeof comparisons)[number];

/** Dotted paths into an event, and for each what its value may be. Every field must match; in a field one alternative. */
export type Pattern = { [path: string]: Matcher[] };

export type PatternFault = { field: string; message: string };

const most = { fields: 50, alternatives: 100, characters: 200 };
const segment = /^[^.]+(\.[^.]+)*$/;

/** Every fault of what should be a pattern, each with the field it is in; none means that it is one. */
export function validatePattern(value: unknown): PatternFault[] {
  if (!isObject(value)) return [{ field: 'pattern', message: 'must be an object of fields' }];
  const fields = Object.entries(value);
  if (fields.length === 0) return [{ field: 'pattern', message: 'must name at least one field' }];
  if (fields.length > most.fields) return [{ field: 'pattern', message: `must have at most ${most.fields} fields` }];
  return fields.flatMap(([path, matchers]) => fieldFaults(path, matchers));
}

/** Tells whether a value is a pattern. */
export function isPattern(value: unknown): value is Pattern {
  return validatePattern(value).length === 0;
}

function fieldFaults(path: string, matchers: unknown): PatternFault[] {
  const field = path === '' ? 'pattern' : path.slice(0, most.characters);
  if (!segment.test(path) || path.length > most.characters) return [{ field, message: 'must be a dotted path' }];
  if (!Array.isArray(matchers) || matchers.length === 0) {
    return [{ field, message: 'must be a list with at least one alternative' }];
  }
  if (matchers.length > most.alternatives) {
    return [{ field, message: `must have at most ${most.alternatives} alternatives` }];
  }
  return matchers.flatMap((matcher: unknown, index) => {
    const fault = matcherFault(matcher);
    return fault === undefined ? [] : [{ field: `${field}[${index}]`, message: fault }];
  });
}

function matcherFault(matcher: unknown): string | undefined {
  if (matcher === null || typeof matcher === 'boolean') return undefined;
  if (typeof matcher === 'number') return Number.isFinite(matcher) ? undefined : 'must be a finite number';
  if (typeof matcher === 'string') return textFault(matcher);
  const entries = isObject(matcher) ? Object.entries(matcher) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) return 'must be a value, or one of prefix, wildcard, numeric';
  const [name, argument] = entry;
  if (name === 'prefix' || name === 'wildcard') {
    return typeof argument === 'string' && argument !== '' ? textFault(argument) : `${name} must be a text`;
  }
  if (name === 'numeric') return numericFault(argument);
  return `unknown test ${name.slice(0, 40)}: must be one of prefix, wildcard, numeric`;
}

function textFault(text: string): string | undefined {
  return text.length > most.characters ? `must have at most ${most.characters} characters` : undefined;
}

function numericFault(argument: unknown): string | undefined {
  const expected = 'numeric must be one or two pairs of <, <=, =, >= or > and a number';
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4)) return expected;
  const isRight = argument.every((part: unknown, index) =>
    index % 2 === 0 ? comparisons.some((comparison) => comparison === part) : Number.isFinite(part),
  );
  return isRight ? undefined : expected;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
