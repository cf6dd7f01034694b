import { createHmac } from 'node:crypto';
import type { Role } from '@airside/contracts';
import { Failure } from '../failure.ts';
import { bodyOf, type Client, createClient, messageOf } from '../target/client.ts';
import type { Login } from '../target/find.ts';

/** Who a newcomer can be. */
export const demoAccounts = [
  { username: 'demo.traveller', role: 'passenger', what: "a traveller, who owns P001's bookings" },
  { username: 'demo.agent', role: 'agent', what: 'an agent at the desk' },
  { username: 'demo.operator', role: 'ops', what: 'an operator of flights' },
] as const satisfies { username: string; role: Role; what: string }[];

export type DemoLogin = Login & { what: string };

/** The same passwords for as long as the stack keeps its secrets, and other ones on every stack. */
export function demoLogin(username: string, clusterSecret: string): Login {
  const password = createHmac('sha256', clusterSecret)
    .update(`demo login ${username}`)
    .digest('base64url')
    .slice(0, 14);
  return { username, password };
}

/** Registers an account, where it does not exist yet. Throws Failure where its password is another one. */
export async function ensureAccount(baseUrl: string, login: Login): Promise<Client> {
  const nobody = createClient(baseUrl, undefined);
  const body = { ...login, email: `${login.username}@example.org` };
  const answer = await nobody.callPatiently({ method: 'POST', path: '/api/auth/register', body });
  // Refused as taken, or as what it is: the login tells.
  if (answer.status !== 201 && answer.status !== 400) {
    throw new Failure(`${login.username} was not registered: ${messageOf(answer.body, answer.status)}`);
  }
  const client = createClient(baseUrl, login);
  await client.token();
  return client;
}

/** The demo accounts with their roles; the traveller owns the passenger P001. */
export async function ensureDemoLogins(options: {
  baseUrl: string;
  clusterSecret: string;
  admin: Client;
}): Promise<DemoLogin[]> {
  const { baseUrl, clusterSecret, admin } = options;
  const logins: DemoLogin[] = [];
  for (const { username, role, what } of demoAccounts) {
    const login = demoLogin(username, clusterSecret);
    const client = await ensureAccount(baseUrl, login);
    if (role === 'passenger') await claimPassenger(client, admin);
    else await giveRole(client, admin, role);
    logins.push({ ...login, what });
  }
  return logins;
}

async function giveRole(client: Client, admin: Client, role: Role): Promise<void> {
  const me = await client.callPatiently({ method: 'GET', path: '/api/auth/me' });
  const { userId, roles } = bodyOf<{ userId: number; roles: Role[] }>(me, 'The demo account is not to be read');
  if (roles.includes(role)) return;
  const call = { method: 'PUT', path: `/api/auth/users/${userId}/roles`, body: { roles: [role] } } as const;
  bodyOf(await admin.callPatiently(call), `The demo account did not become ${role}`);
}

/** By the record locator and the last name, as any traveller would; a claim that was made before is made again. */
async function claimPassenger(client: Client, admin: Client): Promise<void> {
  const read = async <Body>(path: string) =>
    bodyOf<Body>(await admin.callPatiently({ method: 'GET', path }), `${path} is not to be read`);
  const { confirmation_number: pnr } = await read<{ confirmation_number: string }>('/bookings/B001');
  const { last_name: lastName } = await read<{ last_name: string }>('/passengers/P001');
  const call = { method: 'POST', path: '/api/auth/me/passenger-claims', body: { pnr, lastName } } as const;
  bodyOf(await client.callPatiently(call), 'P001 was not claimed');
}
