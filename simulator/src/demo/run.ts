import { formatTable } from '@airside/local-stack';
import pc from 'picocolors';
import { Failure } from '../failure.ts';
import { bodyOf, type Client } from '../target/client.ts';
import type { Target } from '../target/find.ts';
import type { Terminal } from '../terminal.ts';
import { ensureDemoLogins } from './logins.ts';

/** `POST /api/demo/load`: the sample flights, passengers and bookings, as they are at the start. */
export async function loadSampleData(admin: Client, terminal: Terminal): Promise<void> {
  const answer = await admin.callPatiently({ method: 'POST', path: '/api/demo/load' });
  const { message } = bodyOf<{ message?: string }>(answer, 'The sample data was not loaded');
  terminal.say(message ?? 'Sample data loaded.');
}

/** Default flights, sample data and the demo logins. */
export async function prepareDemo(target: Target, admin: Client, terminal: Terminal): Promise<void> {
  const { baseUrl, clusterSecret } = target;
  if (clusterSecret === undefined)
    throw new Failure('The demo is for a stack on this machine: name its folder with --data.');
  const seeded = bodyOf<{ message: string }>(
    await admin.callPatiently({ method: 'GET', path: '/seed' }),
    'The default flights were not loaded',
  );
  terminal.say(seeded.message);
  await loadSampleData(admin, terminal);
  const logins = await ensureDemoLogins({ baseUrl, clusterSecret, admin });
  const rows = logins.map(({ username, password, what }) => [username, pc.bold(password), what]);
  terminal.say(`\nDemo logins\n\n${formatTable(rows)}\n`);
  terminal.say(`Board ${baseUrl}/board; a flight's room in this terminal: npm run watch -- SW1234\n`);
}
