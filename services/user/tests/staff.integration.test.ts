import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureStaffAccount } from '../src/accounts/staff.ts';
import { admin, createCalls, startUserApp, type UserApp } from './user-app.ts';

let user: UserApp;
let calls: ReturnType<typeof createCalls>;

beforeAll(async () => {
  user = await startUserApp();
  calls = createCalls(user.app);
});
afterAll(() => user.close());

const ensure = (staff: { username: string; password: string }) =>
  ensureStaffAccount({ cluster: user.database.cluster, passwords: user.passwords }, staff);
const status = async (token: string) => (await calls.call('GET', '/api/auth/users', { token })).status;

test('several instances that start at once make one staff account, and it may administer', async () => {
  const staff = { username: 'second-admin', password: 'second-password' };
  await Promise.all(Array.from({ length: 6 }, () => ensure(staff)));
  const rows = await user.database.cluster.writer.query(`select 1 from account where username = 'second-admin'`);
  expect(rows).toHaveLength(1);
  expect(await status((await calls.login(staff.username, staff.password)).token)).toBe(200);
});

test('a restart with the same password changes nothing; with another one it counts, and old sessions end', async () => {
  const { token } = await calls.loginAdmin();
  await ensure(admin);
  expect(await status(token)).toBe(200);
  await ensure({ ...admin, password: 'another-password' });
  expect(await status(token)).toBe(401);
  const old = await calls.call('POST', '/api/auth/login', { body: admin });
  expect(old.status).toBe(401);
  expect(await status((await calls.login(admin.username, 'another-password')).token)).toBe(200);
  await ensure(admin);
});

test('a staff account that was deleted, or lost its role, is there again after a restart', async () => {
  const { token, userId } = await calls.loginAdmin();
  await calls.call('PUT', `/api/auth/users/${userId}/roles`, { token, body: { roles: ['passenger'] } });
  await ensure(admin);
  const again = await calls.loginAdmin();
  expect(await status(again.token)).toBe(200);
  await calls.call('DELETE', '/api/auth/me', { token: again.token });
  // The e-mail and name of the deleted one are free again.
  await ensure(admin);
  expect(await status((await calls.loginAdmin()).token)).toBe(200);
});

test('an address that belongs to somebody else is named, not passed over', async () => {
  const body = { username: 'early-bird', password: 'long-enough', email: 'boss@airside.invalid' };
  await calls.call('POST', '/api/auth/register', { body });
  await expect(ensure({ username: 'boss', password: 'long-enough' })).rejects.toThrow('boss@airside.invalid');
});
