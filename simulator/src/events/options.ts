import { type OperationEventType, operationEventTypes, operationPayloads } from '@airside/contracts';

type Kind = 'number' | 'boolean' | 'text';

/** A member that some operation event's payload has, as an option of the command line. */
export type PayloadOption = {
  member: string;
  /** `--delay-minutes`. */
  flag: string;
  kind: Kind;
  /** Values it may have, where they are listed. */
  choices: readonly string[];
  types: readonly OperationEventType[];
};

type Schema = { type?: string; enum?: string[]; anyOf?: Schema[]; properties?: Record<string, Schema> };

/** Every payload member of the contract, once. */
export function payloadOptions(): PayloadOption[] {
  const options = new Map<string, PayloadOption>();
  for (const type of operationEventTypes) {
    for (const [member, schema] of Object.entries((operationPayloads[type] as Schema).properties ?? {})) {
      const known = options.get(member);
      const { kind, choices } = readSchema(schema);
      options.set(member, {
        member,
        flag: flagOf(member),
        kind,
        choices: [...new Set([...(known?.choices ?? []), ...choices])],
        types: [...(known?.types ?? []), type],
      });
    }
  }
  return [...options.values()];
}

export function flagOf(member: string): string {
  return `--${member.replaceAll('_', '-')}`;
}

/** A member that may be null is given as what it is otherwise. */
function readSchema(schema: Schema): { kind: Kind; choices: string[] } {
  const inner = schema.anyOf?.[0] ?? schema;
  if (inner.enum !== undefined) return { kind: 'text', choices: inner.enum };
  if (inner.type === 'boolean') return { kind: 'boolean', choices: [] };
  return { kind: inner.type === 'integer' || inner.type === 'number' ? 'number' : 'text', choices: [] };
}
