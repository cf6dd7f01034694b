/** As much of an OpenAPI 3.1 document as merging needs. */
export type OpenApiDocument = {
  openapi?: string;
  paths?: Record<string, Record<string, unknown>>;
  components?: Record<string, Record<string, unknown>>;
};

export type ServiceDocument = { service: string; document: OpenApiDocument };

/**
 * One document of all of them. Of each service only those paths are taken that `isRouted` sends to it, so that nothing
 * is described which cannot be called. Of two components with one name the first stays: services share their schemas.
 */
export function mergeDocuments(
  info: { title: string; version: string; description?: string },
  documents: readonly ServiceDocument[],
  isRouted: (path: string, service: string) => boolean,
): OpenApiDocument & { info: typeof info } {
  const paths: Record<string, Record<string, unknown>> = {};
  const components: Record<string, Record<string, unknown>> = {};
  for (const { service, document } of documents) {
    for (const [path, operations] of Object.entries(document.paths ?? {})) {
      if (isRouted(path, service)) paths[path] = { ...operations, ...paths[path] };
    }
    for (const [section, named] of Object.entries(document.components ?? {})) {
      components[section] = { ...named, ...components[section] };
    }
  }
  const sorted = Object.fromEntries(Object.entries(paths).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return { openapi: '3.1.0', info, paths: sorted, components };
}
