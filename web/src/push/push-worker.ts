import { readPush } from './rules.ts';

// Runs beside the page, in the browser: shows what is pushed, and leads to the inbox. It keeps nothing and fetches nothing.

type Waiting = Event & { waitUntil(work: Promise<unknown>): void };
type Pushed = Waiting & { data: { text(): string } | null };
type Clicked = Waiting & { notification: Notification };
type Client = { url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> };
type Scope = EventTarget & {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: 'window' }): Promise<readonly Client[]>;
    openWindow(url: string): Promise<unknown>;
  };
};

/** Where a click leads. */
const inbox = '/inbox';

const scope = globalThis as unknown as Scope;

scope.addEventListener('push', (event) => {
  const { data, waitUntil } = event as Pushed;
  const { title, ...options } = readPush(data?.text());
  waitUntil.call(event, scope.registration.showNotification(title, options));
});

scope.addEventListener('notificationclick', (event) => {
  const { notification } = event as Clicked;
  notification.close();
  (event as Clicked).waitUntil(openInbox());
});

async function openInbox(): Promise<void> {
  const [open] = await scope.clients.matchAll({ type: 'window' });
  if (open === undefined) await scope.clients.openWindow(inbox);
  else {
    await open.navigate(inbox);
    await open.focus();
  }
}
