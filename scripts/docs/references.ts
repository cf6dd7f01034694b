/** References of a document that lead nowhere in it. */
export function brokenReferences(document: unknown): string[] {
  const broken: string[] = [];
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    const { $ref } = value as { $ref?: unknown };
    if (typeof $ref === 'string' && find(document, $ref) === undefined) broken.push($ref);
    for (const member of Object.values(value)) walk(member);
  };
  walk(document);
  return broken;
}

function find(document: unknown, reference: string): unknown {
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
}
