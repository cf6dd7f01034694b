import { createStore, type Store } from '../app/store.ts';
import { type Contact, contactOf, reconnectDelayMs } from './rules.ts';

export type EventStream = { readonly contact: Pick<Store<Contact>, 'get' | 'subscribe'>; close(): void };

/**
 * Follows server-sent events of the given names. The browser comes back by itself and says where it was; where it was refused
 * for good, a new stream is opened. `beat` is what the server says when nothing happens.
 */
export function followEvents(
  open: () => EventSource,
  listeners: Readonly<Record<string, (data: unknown) => void>>,
  { nowMs, random }: { nowMs: () => number; random: () => number },
): EventStream {
  const contact = createStore<Contact>('connecting');
  const sinceMs = nowMs();
  let lastHeardMs: number | undefined;
  let attempt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let source = connect();

  function look(): void {
    const isOpen = source.readyState === EventSource.OPEN;
    contact.set(contactOf({ isWanted: true, isOpen, lastHeardMs, sinceMs, nowMs: nowMs() }));
  }

  function connect(): EventSource {
    const own = open();
    const heard = () => {
      lastHeardMs = nowMs();
      attempt = 0;
      look();
    };
    own.addEventListener('beat', heard);
    for (const [name, listener] of Object.entries(listeners))
      own.addEventListener(name, ({ data }: MessageEvent<string>) => {
        heard();
        listener(JSON.parse(data) as unknown);
      });
    own.addEventListener('error', () => {
      look();
      if (own.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(() => (source = connect()), reconnectDelayMs(attempt, random()));
      attempt += 1;
    });
    return own;
  }

  const ticker = setInterval(look, 1_000);
  return {
    contact,
    close() {
      clearInterval(ticker);
      clearTimeout(retry);
      source.close();
    },
  };
}
