import { type Comparison, isObject, type Matcher, type Pattern } from './pattern.ts';

/**
 * Tells whether an event (or any JSON value) matches: every field of the pattern has a value that one of its alternatives
 * accepts. A field that is absent matches nothing, not even null. Case counts. Takes time linear in the pattern and, for
 * a wildcard, at most its length times that of the value.
 */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([path, matchers]) => {
    const value = valueAt(event, path);
    return value !== undefined && matchers.some((matcher) => accepts(matcher, value));
  });
}

/** The value at a dotted path, of own members only; undefined where there is none. */
function valueAt(event: unknown, path: string): unknown {
  let value = event;
  for (const name of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function accepts(matcher: Matcher, value: unknown): boolean {
  if (matcher === null || typeof matcher !== 'object') return matcher === value;
  if ('prefix' in matcher) return typeof value === 'string' && value.startsWith(matcher.prefix);
  if ('wildcard' in matcher) return typeof value === 'string' && matchesWildcard(matcher.wildcard, value);
  const [first, bound, second, otherBound] = matcher.numeric;
  return (
    typeof value === 'number' &&
    compares(value, first, bound) &&
    (second === undefined || otherBound === undefined || compares(value, second, otherBound))
  );
}

function compares(value: number, comparison: Comparison, bound: number): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '=':
      return value === bound;
    case '>=':
      return value >= bound;
    case '>':
      return value > bound;
  }
}

/** Each part between stars is taken where it first occurs; only the first and the last are bound to an end. */
function matchesWildcard(wildcard: string, value: string): boolean {
  const parts = wildcard.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return value === wildcard;
  if (!value.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = value.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return value.length - last.length >= from && value.endsWith(last);
}
