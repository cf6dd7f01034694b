import type { WorldAnswer, WorldBody } from '@airside/contracts';
import { readWorld } from '../day/world.ts';
import { Failure } from '../failure.ts';
import { bodyOf, type Client } from '../target/client.ts';
import type { Terminal } from '../terminal.ts';
import { planWorld } from './plan.ts';
import { readPlaces } from './places.ts';

/** The world is one: with another seed its flight numbers would be other flights. */
export const worldSeed = 1;
/** Most days ahead. */
export const worldDays = 60;
/** Some 4 000 departures each. */
const servicesAtOnce = 100;

export type WorldLoad = { client: Client; terminal: Terminal; now: Temporal.Instant; days: number };

/** The world timetable from today on; what is there already stays as it is. Throws Failure where the terminal says stop. */
export async function loadWorld({ client, terminal, now, days }: WorldLoad): Promise<void> {
  const services = planWorld({ places: readPlaces(), us: readWorld(), seed: worldSeed });
  const from = now.toZonedDateTimeISO('UTC').toPlainDate().toString();
  const sum = { added: 0, planned: 0 };
  for (let start = 0; start < services.length; start += servicesAtOnce) {
    if (terminal.signal.aborted)
      throw new Failure('Stopped. What has been loaded stays; the same command goes on with the rest.');
    const end = Math.min(start + servicesAtOnce, services.length);
    const isLast = end === services.length;
    const part = await sendPart(client, { services: services.slice(start, end), from, days, isLast });
    sum.added += part.added;
    sum.planned += part.planned;
    const percent = Math.floor((end / services.length) * 100);
    terminal.showProgress(`World timetable: ${percent} %, ${count(sum.planned)} flights`);
  }
  terminal.say(`World timetable: ${count(sum.planned)} flights on ${days} days from ${from}, ${count(sum.added)} new.`);
}

async function sendPart(client: Client, body: WorldBody): Promise<WorldAnswer> {
  const answer = await client.callPatiently({ method: 'POST', path: '/api/demo/world', body });
  return bodyOf<WorldAnswer>(answer, 'The world timetable was not loaded');
}

function count(number: number): string {
  return number.toLocaleString('en').replaceAll(',', ' ');
}
