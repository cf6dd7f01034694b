import type { Inbox } from '@airside/contracts';
import { Link } from '@tanstack/react-router';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment } from '../time/local-time.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { classNames } from '../ui/class-names.ts';
import { inboxTexts } from './texts.ts';

const linkClass = 'inline-flex min-h-9 items-center text-accent hover:underline';
const tones = { delay: 'warn', cancellation: 'bad', gate_change: 'accent' } as const;

/** One notice, in the language it was sent in. */
export function NoticeCard({ notice, onRead }: { notice: Inbox['notifications'][number]; onRead: () => void }) {
  const t = useTexts(inboxTexts);
  const { language } = useLanguage();
  const isUnread = notice.readAt === null;
  return (
    <Card className={classNames('p-5', isUnread && 'border-accent/50')}>
      <p className="flex flex-wrap items-center gap-2 text-sm text-soft">
        <Badge tone={tones[notice.kind]}>{t.kinds[notice.kind]}</Badge>
        {notice.isUrgent && <Badge tone="bad">{t.urgent}</Badge>}
        <time dateTime={notice.createdAt}>{formatMoment(notice.createdAt, language)}</time>
        {isUnread && <span className="font-medium text-accent">{t.unread}</span>}
      </p>
      <h2 lang={notice.language} className={classNames('mt-2', isUnread ? 'font-semibold' : 'font-medium')}>
        {notice.title}
      </h2>
      <p lang={notice.language} className="mt-1 text-soft">
        {notice.text}
      </p>
      <details className="mt-2" onToggle={(event) => event.currentTarget.open && isUnread && onRead()}>
        <summary className="inline-flex min-h-8 cursor-pointer items-center rounded-md text-sm font-medium text-accent hover:underline">
          {t.whole}
        </summary>
        <p lang={notice.language} className="mt-1 max-w-prose whitespace-pre-line">
          {notice.body}
        </p>
      </details>
      <div className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1 text-sm font-medium">
        <Link to="/flight/$flightId" params={{ flightId: notice.flightId }} className={linkClass}>
          {t.toFlight} {notice.flightId}
        </Link>
        {notice.bookingId !== null && (
          <Link to="/trips/$bookingId" params={{ bookingId: notice.bookingId }} className={linkClass}>
            {t.toTrip}
          </Link>
        )}
        {isUnread && (
          <button type="button" className={linkClass} onClick={onRead}>
            {t.markRead}
          </button>
        )}
      </div>
    </Card>
  );
}
