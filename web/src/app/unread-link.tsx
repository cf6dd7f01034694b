import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { unreadQuery } from '../inbox/calls.ts';
import { Icon } from '../ui/icon.tsx';
import { useCall } from './deps.ts';
import { appTexts } from './texts.ts';

/** The way to the inbox, with how much is unread there. */
export function UnreadLink() {
  const t = useTexts(appTexts);
  const { data: unread = 0 } = useQuery(unreadQuery(useCall()));
  return (
    <Link
      to="/inbox"
      aria-label={unread === 0 ? t.inbox : t.inboxUnread(unread)}
      className="relative grid size-11 place-items-center rounded-lg text-soft hover:bg-sunk hover:text-ink aria-[current=page]:text-accent-deep"
    >
      <Icon name="bell" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-1 right-0.5 min-w-5 rounded-full bg-accent px-1 text-center text-xs leading-5 font-semibold text-on-accent"
        >
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </Link>
  );
}
