import { join } from 'node:path';

export const openApiFile = join(import.meta.dirname, '../../docs/api/openapi.json');

/** The document that a gateway serves, as it is kept: readable, and the same whichever service answered first. */
export function renderOpenApi(served: unknown): string {
  return `${JSON.stringify(served, null, 2)}\n`;
}

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']);

type Operation = {
  summary?: string;
  parameters?: { in: string; name: string; schema?: unknown }[];
  responses?: Record<string, unknown>;
};

/** What OpenAPI 3.1 asks for and a document lacks: members of the root, methods, path parameters and answers. */
export function faultsOf(document: unknown): string[] {
  const { openapi, info, paths } = document as {
    openapi?: string;
    info?: { title?: string; version?: string };
    paths?: Record<string, Record<string, Operation>>;
  };
  const faults = [
    ...(openapi?.startsWith('3.1.') === true ? [] : ['openapi is not 3.1']),
    ...(info?.title === undefined || info.version === undefined ? ['info lacks title or version'] : []),
  ];
  for (const [path, operations] of Object.entries(paths ?? {})) {
    if (!path.startsWith('/')) faults.push(`${path} does not begin with a slash`);
    const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    for (const [method, { summary, parameters = [], responses = {} }] of Object.entries(operations)) {
      const where = `${method} ${path}`;
      const declared = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      if (!methods.has(method)) faults.push(`${where}: no such method`);
      if (summary === undefined) faults.push(`${where}: says nothing of what it does`);
      if (named.length !== declared.length || !declared.every((name) => named.includes(name)))
        faults.push(`${where}: path parameters differ`);
      if (parameters.some(({ schema }) => schema === undefined)) faults.push(`${where}: a parameter without schema`);
      if (Object.keys(responses).length === 0) faults.push(`${where}: no answers`);
      if (Object.keys(responses).some((status) => !/^([1-5]\d\d|[1-5]XX|default)$/.test(status)))
        faults.push(`${where}: an answer without status`);
    }
  }
  return faults;
}
