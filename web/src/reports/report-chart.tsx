import type { ReportName } from '@airside/contracts';
import { LineChart } from '../charts/line-chart.tsx';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatDay } from '../time/local-time.ts';
import { reasonTexts } from '../ui/reason-texts.ts';
import { barsOf, fewDays, formatFigure, type Row, shapes } from './rules.ts';
import { columnTexts } from './texts.ts';

/** A report at a glance; the table below says the same in figures. */
export function ReportChart({ name, rows }: { name: ReportName; rows: readonly Row[] }) {
  const { language } = useLanguage();
  const words: Readonly<Record<string, string>> = { ...useTexts(columnTexts), ...useTexts(reasonTexts) };
  const { columns, chart } = shapes[name];
  const kind = columns.find(({ key }) => key === chart.value)?.kind ?? 'count';
  const title = words[chart.value] ?? chart.value;
  if (chart.isOverDays === true && rows.length > fewDays) {
    const format = (value: number) => formatFigure(value, kind, { language, currency: undefined });
    return (
      <figure className="mb-6">
        <figcaption className="mb-2 text-sm text-soft">{title}</figcaption>
        <LineChart
          times={rows.map((row) => Date.parse(`${row[chart.label]}T12:00Z`) / 1000)}
          series={[
            { label: title, color: 'accent', values: rows.map((row) => numberOf(row[chart.value])), isFilled: true },
          ]}
          height={220}
          format={format}
          formatTime={(seconds) => formatDay(new Date(seconds * 1000).toISOString().slice(0, 10), language)}
        />
      </figure>
    );
  }
  return (
    <figure className="mb-6">
      <figcaption className="mb-3 text-sm text-soft">{title}</figcaption>
      <ul aria-hidden="true" className="grid gap-2">
        {barsOf(name, rows).map(({ label, row, share }, index) => (
          <li key={index} className="grid grid-cols-[7rem_1fr] items-center gap-3 text-sm sm:grid-cols-[10rem_1fr]">
            <span className="truncate">
              {chart.isOverDays === true ? formatDay(label, language) : (words[label] ?? label)}
            </span>
            <span className="flex items-center gap-2">
              <span className="h-5 min-w-0.5 rounded-r bg-accent" style={{ width: `${Math.round(share * 78)}%` }} />
              <span className="whitespace-nowrap text-soft">
                {formatFigure(row[chart.value], kind, { language, currency: currencyOf(row) })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function numberOf(value: string | number | null | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

export function currencyOf(row: Row): string | undefined {
  const { currency } = row;
  return typeof currency === 'string' ? currency : undefined;
}
