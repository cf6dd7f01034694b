import { type FieldFault, invalidFields, type Problem } from '@airside/contracts';
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

type SchemaError = {
  keyword: string;
  instancePath: string;
  message: string;
  params: object;
};

/**
 * Fastify's validator: bodies are taken as they are, while path, query and header values (always text) are converted
 * to the schema's types first. Members that the schema does not know are faults, not silently dropped.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  const part = httpPart === 'querystring' ? 'query' : (httpPart ?? 'body');
  return (given: unknown) => {
    const value: unknown =
      part === 'body' ? given : compiled.Default(convertText(given, (text) => compiled.Convert(text)));
    if (compiled.Check(value)) return { value };
    return {
      error: invalidFields(faultsOf(compiled.Errors(value) as SchemaError[], part)),
    };
  };
};

/** Plain decimals; TypeBox alone would also read `true` as 1 and cut `1.5` down to it. */
const decimal = /^-?\d+(\.\d+)?$/;

/** Text to the schema's types; what is not plainly the number it would become stays text, and is then a fault. */
function convertText(given: unknown, convert: (text: unknown) => unknown): unknown {
  const texts = Object.entries(given ?? {});
  const converted = convert(given);
  if (converted === null || typeof converted !== 'object') return converted;
  const members = converted as Record<string, unknown>;
  for (const [name, text] of texts) {
    const value = members[name];
    if (typeof value !== 'number' || typeof text !== 'string') continue;
    if (!decimal.test(text) || Number(text) !== value) members[name] = text;
  }
  return members;
}

/** Turns schema errors into faults that name the field, one per field. */
export function faultsOf(errors: readonly SchemaError[], part: string): FieldFault[] {
  const faults = new Map<string, string>();
  for (const error of errors) {
    const path = error.instancePath.slice(1).replaceAll('/', '.');
    for (const [field, message] of faultsOfError(error, path)) {
      const name = field === '' ? part : field;
      if (!faults.has(name)) faults.set(name, message);
    }
  }
  return [...faults].map(([field, message]) => ({ field, message }));
}

function faultsOfError(error: SchemaError, path: string): [field: string, message: string][] {
  const params = error.params as {
    requiredProperties?: string[];
    additionalProperties?: string[];
    allowedValues?: unknown[];
  };
  const inside = (name: string) => (path === '' ? name : `${path}.${name}`);
  switch (error.keyword) {
    case 'required':
      return (params.requiredProperties ?? []).map((name) => [inside(name), 'is required']);
    case 'additionalProperties':
      return (params.additionalProperties ?? []).map((name) => [inside(name), 'is not known']);
    case 'boolean':
      // The echo of `additionalProperties` on the member itself, in worse words.
      return [];
    case 'enum':
      return [[path, `must be one of ${(params.allowedValues ?? []).join(', ')}`]];
    default:
      return [[path, error.message]];
  }
}

/** Refuses a request whose texts cannot be stored. A body that is still bytes is judged by whoever reads it. */
export function findUnstorableText({ params, query, body }: FastifyRequest): Problem | undefined {
  const faults = [params, query, body instanceof Uint8Array ? undefined : body].flatMap(unstorableTextOf);
  return faults.length === 0 ? undefined : invalidFields(faults);
}

/** PostgreSQL cannot store NUL, and half a surrogate pair is no character: every field of a JSON value that has such text. */
export function unstorableTextOf(value: unknown): FieldFault[] {
  const faults: FieldFault[] = [];
  collectUnstorable(value, '', faults);
  return faults;
}

/** Deeper than any body of ours; what lies below is refused rather than walked. */
const deepestBody = 32;

function collectUnstorable(value: unknown, path: string, faults: FieldFault[], depth = 0): void {
  if (depth > deepestBody) {
    faults.push({ field: path, message: 'is nested too deeply' });
  } else if (typeof value === 'string') {
    if (!isStorable(value))
      faults.push({
        field: path === '' ? 'body' : path,
        message: 'must not contain NUL or broken characters',
      });
  } else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      if (!isStorable(key))
        faults.push({
          field: path === '' ? 'body' : path,
          message: 'has a member with NUL or broken characters',
        });
      collectUnstorable(member, path === '' ? key : `${path}.${key}`, faults, depth + 1);
    }
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
