import type { NewDevice } from '@airside/contracts';
import type { Call } from '../api/call.ts';
import { addDevice, vapidKey } from './calls.ts';
import { keyBytes } from './rules.ts';

const workerPath = '/push-worker.js';

export type PushSupport = 'none' | 'refused' | 'possible';

export function pushSupport(): PushSupport {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'none';
  return Notification.permission === 'denied' ? 'refused' : 'possible';
}

/** Longest wait for the push service of the browser's maker, in milliseconds; some browsers ask it for ever. */
const longestWaitMs = 15_000;

export type PushOutcome = 'on' | 'refused' | 'unreachable';

/** Asks the person, then the browser's push service, then tells the account. */
export async function turnOnPush(call: Call): Promise<PushOutcome> {
  if ((await Notification.requestPermission()) !== 'granted') return 'refused';
  await navigator.serviceWorker.register(workerPath);
  const { pushManager } = await navigator.serviceWorker.ready;
  const applicationServerKey = keyBytes(await vapidKey(call));
  const subscription = await Promise.race([
    // It fails by itself where the service is not reached, and where the browser has none.
    pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }).catch(() => undefined),
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), longestWaitMs)),
  ]);
  if (subscription === undefined) return 'unreachable';
  await addDevice(call, deviceOf(subscription));
  return 'on';
}

function deviceOf(subscription: PushSubscription): NewDevice {
  const { endpoint, keys = {} } = subscription.toJSON();
  const { p256dh = '', auth = '' } = keys;
  return { kind: 'webpush', subscription: { endpoint: endpoint ?? '', keys: { p256dh, auth } } };
}

/** Ends this browser's push for good, so that whoever uses it next is told nothing of the one before. */
export async function turnOffPush(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration('/');
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  await registration?.unregister();
}
