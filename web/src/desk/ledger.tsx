import type { NoticeChannel, NoticeLedger, NoticeState } from '@airside/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApp } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment } from '../time/local-time.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SelectField } from '../ui/field.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { Cell, Table } from '../ui/table.tsx';
import { uiTexts } from '../ui/texts.ts';
import { ledgerQuery, redriveNotice } from './calls.ts';
import { FlightFilter } from './flight-filter.tsx';
import { deskTexts } from './texts.ts';

const channels = ['email', 'sms', 'push', 'in_app'] satisfies NoticeChannel[];
const states = ['QUEUED', 'SENT', 'HELD', 'MERGED', 'SKIPPED', 'FAILED'] satisfies NoticeState[];
const tones: Readonly<Record<string, Tone>> = { SENT: 'good', FAILED: 'bad', HELD: 'warn', QUEUED: 'accent' };

/** Why each passenger was told, or was not. */
export function Ledger({ flight }: { flight: string | undefined }) {
  const t = useTexts(deskTexts);
  const ui = useTexts(uiTexts);
  const { call } = useApp();
  const [channel, setChannel] = useState('');
  const [state, setState] = useState('');
  const chosen = { flight, channel: channel === '' ? undefined : channel, state: state === '' ? undefined : state };
  const { data, error, refetch } = useQuery(ledgerQuery(call, chosen));
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <FlightFilter flight={flight} />
        <Choice label={t.channel} values={channels} value={channel} onChange={setChannel} />
        <Choice label={t.status} values={states} value={state} onChange={setState} />
      </div>
      {data === undefined && error === null && <SkeletonList label={ui.loading} rows={5} rowClass="h-12" />}
      {data === undefined && error !== null && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data?.count === 0 && <EmptyState title={t.noNotices} />}
      {data !== undefined && data.count > 0 && <Notices notices={data.notifications} />}
    </div>
  );
}

function Choice({
  label,
  values,
  value,
  onChange,
}: {
  label: string;
  values: readonly string[];
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useTexts(deskTexts);
  return (
    <SelectField label={label} value={value} className="w-36" onChange={({ target }) => onChange(target.value)}>
      <option value="">{t.all}</option>
      {values.map((each) => (
        <option key={each}>{each}</option>
      ))}
    </SelectField>
  );
}

function Notices({ notices }: { notices: NoticeLedger['notifications'] }) {
  const t = useTexts(deskTexts);
  const { language } = useLanguage();
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (id: number) => redriveNotice(call, id),
    async onSuccess() {
      toasts.done(t.again);
      await cache.invalidateQueries({ queryKey: ['desk', 'ledger'] });
    },
  });
  return (
    <Table caption={t.notifications} head={[t.flight, t.passenger, t.channel, t.status, t.why, t.when]}>
      {notices.map((notice) => (
        <tr key={notice.id}>
          <Cell>{notice.flightId}</Cell>
          <Cell className="whitespace-nowrap">
            {notice.passengerId ?? '–'}{' '}
            {notice.bookingId !== null && <span className="text-soft">{notice.bookingId}</span>}
          </Cell>
          <Cell>{notice.channel}</Cell>
          <Cell>
            <Badge tone={tones[notice.state] ?? 'neutral'}>{notice.state}</Badge>
          </Cell>
          <Cell className="min-w-48 text-sm text-soft">
            {notice.reason}
            {notice.state === 'FAILED' && (
              <Button look="quiet" className="min-h-9" onClick={() => mutate(notice.id)}>
                {t.sendAgain}
              </Button>
            )}
          </Cell>
          <Cell className="whitespace-nowrap">{formatMoment(notice.sentAt ?? notice.createdAt, language)}</Cell>
        </tr>
      ))}
    </Table>
  );
}
