import type { DeviceList, NewDevice, Preferences, PreferencesChange, VapidKey } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

const path = '/api/notifications/preferences';
const devicesPath = '/api/notifications/devices';

export function preferencesQuery(call: Call) {
  return queryOptions({
    queryKey: ['preferences'],
    queryFn: ({ signal }) => call<Preferences>('GET', path, { signal }),
  });
}

export function putPreferences(call: Call, change: PreferencesChange): Promise<Preferences> {
  return call<Preferences>('PUT', path, { body: change });
}

export function devicesQuery(call: Call) {
  return queryOptions({
    queryKey: ['devices'],
    queryFn: async ({ signal }) => (await call<DeviceList>('GET', devicesPath, { signal })).devices,
  });
}

export async function vapidKey(call: Call): Promise<string> {
  return (await call<VapidKey>('GET', '/api/notifications/vapid-key')).publicKey;
}

export function addDevice(call: Call, device: NewDevice): Promise<unknown> {
  return call('POST', devicesPath, { body: device });
}

export function removeDevice(call: Call, id: number): Promise<void> {
  return call<void>('DELETE', `${devicesPath}/${id}`);
}
