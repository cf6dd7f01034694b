import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

/** Most queries that are remembered; then all are forgotten. */
const mostQueries = 2000;
/** Longer ones are not asked often enough to be worth their memory. */
const longestQuery = 400;

/**
 * A validator that remembers what it made of good queries, for the same few are asked again and again: equal queries then are
 * one and the same object, which nobody may change.
 */
export function rememberQueries(compile: FastifySchemaCompiler<TSchema>): FastifySchemaCompiler<TSchema> {
  return (route) => {
    const validate = compile(route);
    const known = new Map<string, object>();
    return (given: unknown) => {
      const text = JSON.stringify(given);
      const before = known.get(text);
      if (before !== undefined) return { value: before };
      const result: unknown = validate(given);
      if (isGood(result) && text.length <= longestQuery) {
        if (known.size >= mostQueries) known.clear();
        known.set(text, result.value);
      }
      return result as ReturnType<typeof validate>;
    };
  };
}

function isGood(result: unknown): result is { value: object } {
  const { error, value } = Object(result) as { error?: unknown; value?: unknown };
  return error === undefined && typeof value === 'object' && value !== null;
}
