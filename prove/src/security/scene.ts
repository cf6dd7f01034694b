import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, type Api, createApi, expected } from '../kit/api.ts';
import type { Stack } from '../kit/stack.ts';
import { type Asking, bodyOf, createAsking } from './ask.ts';
import type { Caller } from './callers.ts';
import { type Operation, readOperations } from './operations.ts';

/** What belongs to the owner. */
export type Belongings = { flightCode: string; bookingId: string; passengerId: string; holdId: string };

export type Person = Account & { refreshToken: string };

/** A running stack with people and things in it, and the means to look behind it. */
export type SecurityScene = {
  stack: Stack;
  api: Api;
  asking: Asking;
  operations: readonly Operation[];
  people: Readonly<Record<Exclude<Caller, 'nobody'>, Person>>;
  tokenOf(caller: Caller): string | undefined;
  /** Somebody whose session and account may end. */
  newPerson(): Promise<Person>;
  belongings: Belongings;
  /** The stack's own secrets, by what they are for. */
  secrets: Readonly<Record<string, unknown>>;
  /** What must be in no log: every password, token, address and telephone number of this run. */
  planted: Set<string>;
  /** Lines of every process, those already there before the experiment too. */
  readLogs(): string[];
  close(): void;
};

export async function setSecurityScene(stack: Stack): Promise<SecurityScene> {
  const api = createApi(stack);
  const asking = createAsking(stack.gatewayUrl);
  const planted = new Set<string>();
  const secrets = JSON.parse(readFileSync(join(stack.dataDir, 'secrets.json'), 'utf8')) as Record<string, unknown>;

  async function signIn(username: string, password: string): Promise<Person> {
    const { status, body } = await api.call('POST', '/api/auth/login', undefined, { username, password });
    if (status !== 200) throw new Error(`login of ${username}: ${status} ${JSON.stringify(body)}`);
    const [token, refreshToken] = [String(body['token']), String(body['refreshToken'])];
    for (const secret of [token, refreshToken, password]) planted.add(secret);
    return { username, password, userId: Number(body['userId']), token, refreshToken };
  }

  async function newPerson(): Promise<Person> {
    const username = `s-${randomUUID().slice(0, 13)}`;
    const password = randomUUID();
    const email = `${username}@example.org`;
    expected(201, 'register', await api.call('POST', '/api/auth/register', undefined, { username, password, email }));
    planted.add(email);
    const person = await signIn(username, password);
    const phone = `+373${String(person.userId).padStart(3, '0')}${Math.trunc(Math.random() * 1e6)}`.padEnd(12, '7');
    expected(200, 'phone', await api.call('PATCH', '/api/auth/me', person.token, { phone }));
    planted.add(phone);
    return person;
  }

  const admin = await signIn(stack.admin.username, stack.admin.password);
  async function newStaff(role: string): Promise<Person> {
    const { userId, username, password } = await newPerson();
    const roles = { roles: ['passenger', role] };
    expected(200, 'roles', await api.call('PUT', `/api/auth/users/${userId}/roles`, admin.token, roles));
    return signIn(username, password);
  }

  const [owner, another, agent, ops] = [
    await newPerson(),
    await newPerson(),
    await newStaff('agent'),
    await newStaff('ops'),
  ];
  const people = { owner, another, agent, ops, admin };
  return {
    stack,
    api,
    asking,
    // What fails on purpose, and makes the gateway avoid an instance, is no fault.
    operations: readOperations(bodyOf(await asking.ask('GET', '/openapi.json'))).filter(
      ({ path }) => !path.endsWith('/simulate-failure'),
    ),
    people,
    tokenOf: (caller) => (caller === 'nobody' ? undefined : people[caller].token),
    newPerson,
    belongings: await acquire(api, owner, ops),
    secrets,
    planted,
    readLogs: () => readLogsOf(stack.dataDir),
    close() {
      asking.close();
      void api.close();
    },
  };
}

/** A booking, its passenger and a hold for the owner. */
async function acquire(api: Api, owner: Account, staff: Account): Promise<Belongings> {
  const flightCode = await api.scheduleFlight(staff.token);
  const wanted = { flightId: flightCode, paymentMethod: 'credit_card' };
  const booked = expected(201, 'booking', await api.call('POST', '/api/flight/book-flight', owner.token, wanted));
  const bookingId = String(booked.body['bookingId']);
  const booking = expected(200, 'its booking', await api.call('GET', `/bookings/${bookingId}`, owner.token));
  const hold = { flightId: flightCode, count: 1 };
  const held = expected(201, 'hold', await api.call('POST', '/holds', owner.token, hold));
  const { passenger_id: passengerId } = booking.body as { passenger_id: string };
  return { flightCode, bookingId, passengerId, holdId: String(held.body['holdId']) };
}

function readLogsOf(dataDir: string): string[] {
  const folder = join(dataDir, 'logs');
  return readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
}
