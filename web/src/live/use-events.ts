import { useEffect, useRef, useState } from 'react';
import { followEvents } from './event-stream.ts';
import type { Contact } from './rules.ts';

/** Follows the server-sent events of a path while the page is shown; answers how the contact is. */
export function useEvents(path: string, listeners: Readonly<Record<string, (data: unknown) => void>>): Contact {
  const [contact, setContact] = useState<Contact>('connecting');
  const latest = useRef(listeners);
  useEffect(() => {
    latest.current = listeners;
  });
  useEffect(() => {
    const names = Object.keys(latest.current);
    const passOn = Object.fromEntries(names.map((name) => [name, (data: unknown) => latest.current[name]?.(data)]));
    const stream = followEvents(() => new EventSource(path), passOn, {
      nowMs: () => performance.now(),
      random: Math.random,
    });
    const end = stream.contact.subscribe(() => setContact(stream.contact.get()));
    return () => {
      end();
      stream.close();
    };
  }, [path]);
  return contact;
}
