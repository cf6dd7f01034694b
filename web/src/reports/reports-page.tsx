import type { Report, ReportName } from '@airside/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.ts';
import { useApp } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { StaffOnly } from '../session/staff-only.tsx';
import { formatMoment, today } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { TextField } from '../ui/field.tsx';
import { takeForm } from '../ui/form-values.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { type Days, fetchCsv, reportQuery } from './calls.ts';
import { ReportChart } from './report-chart.tsx';
import { ReportTable } from './report-table.tsx';
import { reportNames } from './address.ts';
import { daysOf, type Row } from './rules.ts';
import { reportTexts } from './texts.ts';

const reportRoute = getRouteApi('/reports');

/** What the warehouse has to say. */
export function ReportsPage() {
  const t = useTexts(reportTexts);
  return (
    <StaffOnly title={t.title} roles={['agent', 'ops', 'admin']}>
      {() => <Reports />}
    </StaffOnly>
  );
}

function Reports() {
  const t = useTexts(reportTexts);
  const ui = useTexts(uiTexts);
  const { call } = useApp();
  const search = reportRoute.useSearch();
  const { report: name = 'on-time-performance' } = search;
  const days = daysOf(search, today(new Date()));
  const { data, error, refetch } = useQuery(reportQuery(call, name, days));
  const hasNoWarehouse = error instanceof ApiError && (error.status === 404 || error.status === 503);
  return (
    <>
      <PageHeader title={t.title} lead={t.lead} />
      <div className="grid items-start gap-6 lg:grid-cols-[15rem_1fr]">
        <ReportList shown={name} days={days} />
        <div className="grid min-w-0 gap-6">
          <DayForm key={JSON.stringify(days)} name={name} days={days} />
          {data === undefined && error === null && <SkeletonList label={ui.loading} rowClass="h-28" />}
          {hasNoWarehouse && <EmptyState title={t.noWarehouse} text={t.noWarehouseText} />}
          {error !== null && !hasNoWarehouse && <ProblemState error={error} onRetry={() => void refetch()} />}
          {data !== undefined && error === null && <Shown report={data} days={days} />}
        </div>
      </div>
    </>
  );
}

function ReportList({ shown, days }: { shown: ReportName; days: Days }) {
  const t = useTexts(reportTexts);
  return (
    <nav aria-label={t.title} className="flex gap-1 overflow-x-auto lg:grid">
      {reportNames.map((name) => (
        <Link
          key={name}
          to="/reports"
          search={{ report: name, ...days }}
          aria-current={name === shown ? 'page' : undefined}
          className={classNames(
            'flex min-h-11 items-center rounded-lg px-3 whitespace-nowrap',
            name === shown ? 'bg-tint font-medium text-accent-deep' : 'text-soft hover:text-ink',
          )}
        >
          {t[name]}
        </Link>
      ))}
    </nav>
  );
}

function DayForm({ name, days }: { name: ReportName; days: Days }) {
  const t = useTexts(reportTexts);
  const navigate = useNavigate();
  return (
    <form
      className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
      onSubmit={(event) => {
        const value = takeForm(event);
        void navigate({ to: '/reports', search: { report: name, from: value('from'), to: value('to') } });
      }}
    >
      <TextField label={t.from} type="date" name="from" required defaultValue={days.from} max={days.to} />
      <TextField label={t.to} type="date" name="to" required defaultValue={days.to} />
      <Button type="submit" look="secondary" className="max-sm:col-span-2">
        {t.showDays}
      </Button>
    </form>
  );
}

function Shown({ report, days }: { report: Report; days: Days }) {
  const t = useTexts(reportTexts);
  const { language } = useLanguage();
  const name = report.report;
  const rows: readonly Row[] = report.rows;
  if (rows.length === 0)
    return <EmptyState title={t.empty} text={report.publishedAt === null ? t.neverLoaded : t.emptyText} />;
  return (
    <Panel
      title={t[name]}
      aside={
        <span className="flex flex-wrap items-center gap-3 text-sm text-soft">
          {report.publishedAt !== null && t.published(formatMoment(report.publishedAt, language))}
          <CsvButton name={name} days={days} />
        </span>
      }
    >
      <ReportChart name={name} rows={rows} />
      <ReportTable name={name} rows={rows} />
    </Panel>
  );
}

function CsvButton({ name, days }: { name: ReportName; days: Days }) {
  const t = useTexts(reportTexts);
  const { session } = useApp();
  const { mutate, isPending } = useMutation({
    mutationFn: () => fetchCsv(session, name, days),
    onSuccess: (file) => save(file, `${name}-${days.from}-${days.to}.csv`),
  });
  return (
    <Button look="secondary" className="min-h-9" isBusy={isPending} onClick={() => mutate()}>
      {t.csv}
    </Button>
  );
}

/** Hands a file to the browser, which keeps it where downloads go. */
function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
