import { CloudEvent, eventData, eventMeanings, eventTypes } from '@airside/contracts';
import { join } from 'node:path';

export const eventsFile = join(import.meta.dirname, '../../docs/events.md');

/** What the page reads of a JSON schema. */
type Schema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  format?: string;
  pattern?: string;
  minimum?: number;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
};

const introduction = `# Events
Made by \`node scripts/docs/events.ts\` from \`packages/contracts/src/events.ts\`; a test tells when it is out of date.

Every change leaves its owner as a CloudEvents 1.0 event, in the transaction of the change. An event may be delivered more than once (its \`id\` tells);
events with the same \`subject\` are delivered in the order of their changes. Members may be added to \`data\`; none is removed or gets another meaning.`;

/** The page on all internal events, as Markdown. */
export function renderEvents(): string {
  // Types that share a schema share a section.
  const bySchema = Map.groupBy(eventTypes, (type) => eventData[type]);
  const sections = [...bySchema].map(([schema, types]) => {
    const meanings = types.map((type) => `- \`${type}\`: ${eventMeanings[type]}`).join('\n');
    return `## ${types.join(', ')}\n${meanings}\n\n${table(schema as Schema)}`;
  });
  return `${[introduction, `## Envelope\n${table(CloudEvent as Schema)}`, ...sections].join('\n\n')}\n`;
}

function table(schema: Schema): string {
  const rows = members(schema, '').map(({ name, isRequired, of }) => {
    const words = [describe(of), of.description].filter((text) => text !== undefined && text !== '');
    return `| \`${name}\` | ${isRequired ? 'yes' : ''} | ${words.join('; ').replaceAll('|', '\\|')} |`;
  });
  return ['| member | always | value |', '| --- | --- | --- |', ...rows].join('\n');
}

type Member = { name: string; isRequired: boolean; of: Schema };

function members(schema: Schema, prefix: string): Member[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const member = { name: prefix + name, isRequired: schema.required?.includes(name) === true, of };
    return [member, ...members(of, `${prefix}${name}.`)];
  });
}

function describe(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(describe).join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (schema.format === 'date-time') return 'time';
  if (schema.type === undefined) return 'any JSON';
  return schema.minimum === undefined ? schema.type : `${schema.type} ≥ ${schema.minimum}`;
}
