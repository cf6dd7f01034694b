import type { ExecutionList } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { Cell, stickyEnd, Table } from '../ui/table.tsx';
import { uiTexts } from '../ui/texts.ts';
import { executionsQuery } from './calls.ts';
import { ExecutionDialog } from './execution-dialog.tsx';
import { ExecutionState } from './execution-state.tsx';
import { FlightFilter } from './flight-filter.tsx';
import { deskTexts } from './texts.ts';

/** What events have set going. */
export function Executions({ flight }: { flight: string | undefined }) {
  const t = useTexts(deskTexts);
  const ui = useTexts(uiTexts);
  const { data, error, refetch } = useQuery(executionsQuery(useCall(), flight));
  const [shown, show] = useState<number>();
  return (
    <div className="grid gap-4">
      <FlightFilter flight={flight} />
      {data === undefined && error === null && <SkeletonList label={ui.loading} rows={5} rowClass="h-12" />}
      {data === undefined && error !== null && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data?.count === 0 && <EmptyState title={t.noExecutions} text={t.noExecutionsText} />}
      {data !== undefined && data.count > 0 && <ExecutionTable executions={data.executions} onShow={show} />}
      <ExecutionDialog id={shown} onClose={() => show(undefined)} />
    </div>
  );
}

function ExecutionTable({
  executions,
  onShow,
}: {
  executions: ExecutionList['executions'];
  onShow: (id: number) => void;
}) {
  const t = useTexts(deskTexts);
  const { language } = useLanguage();
  return (
    <Table
      caption={t.executions}
      head={[t.workflow, t.flight, t.started, t.status, t.action]}
      headClass={(column) => (column === 4 ? stickyEnd : undefined)}
    >
      {executions.map(({ id, workflow, flightId, startedAt, status }) => (
        <tr key={id} data-execution={id} className="[&>td]:align-middle">
          <Cell className="font-medium">{t[workflow]}</Cell>
          <Cell>{flightId}</Cell>
          <Cell className="whitespace-nowrap">{formatMoment(startedAt, language)}</Cell>
          <Cell>
            <ExecutionState status={status} />
          </Cell>
          <Cell className={stickyEnd}>
            <Button
              look="secondary"
              className="min-h-9"
              aria-label={t.showExecution(t[workflow], flightId)}
              onClick={() => onShow(id)}
            >
              {t.steps}
            </Button>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
