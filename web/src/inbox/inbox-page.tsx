import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { SignedInOnly } from '../session/signed-in-only.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { inboxQuery, markRead } from './calls.ts';
import { NoticeCard } from './notice-card.tsx';
import { inboxTexts } from './texts.ts';

export function InboxPage() {
  const t = useTexts(inboxTexts);
  return (
    <SignedInOnly title={t.title}>
      {() => (
        <>
          <PageHeader title={t.title} lead={t.lead}>
            <Link to="/account/preferences" className={buttonClass('secondary')}>
              {t.preferences}
            </Link>
          </PageHeader>
          <Notices />
        </>
      )}
    </SignedInOnly>
  );
}

function Notices() {
  const t = useTexts(inboxTexts);
  const ui = useTexts(uiTexts);
  const call = useCall();
  const cache = useQueryClient();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(inboxQuery(call));
  const read = useMutation({
    mutationFn: (id: number) => markRead(call, id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['inbox'] }),
  });
  if (data === undefined)
    return error === null ? (
      <SkeletonList label={ui.loading} />
    ) : (
      <ProblemState error={error} onRetry={() => void refetch()} />
    );
  const notices = data.pages.flatMap(({ notifications }) => notifications);
  if (notices.length === 0) return <EmptyState title={t.none} text={t.noneText} />;
  return (
    <div className="grid gap-4">
      <ul className="grid gap-3">
        {notices.map((notice) => (
          <li key={notice.id}>
            <NoticeCard notice={notice} onRead={() => read.mutate(notice.id)} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button
          look="secondary"
          className="justify-self-center"
          isBusy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </div>
  );
}
