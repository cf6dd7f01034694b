import type { ReportName } from '@airside/contracts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { Cell, Table } from '../ui/table.tsx';
import { currencyOf } from './report-chart.tsx';
import { formatFigure, type Row, shapes } from './rules.ts';
import { columnTexts, reportTexts } from './texts.ts';

export function ReportTable({ name, rows }: { name: ReportName; rows: readonly Row[] }) {
  const t = useTexts(reportTexts);
  const words: Readonly<Record<string, string>> = useTexts(columnTexts);
  const { language } = useLanguage();
  const { columns } = shapes[name];
  return (
    <Table caption={t[name]} head={columns.map(({ key }) => words[key] ?? key)}>
      {rows.map((row, index) => (
        <tr key={index}>
          {columns.map(({ key, kind }) => {
            const text = formatFigure(row[key], kind, { language, currency: currencyOf(row) });
            return (
              <Cell key={key} className="whitespace-nowrap">
                {kind === 'text' ? (words[text] ?? text) : text}
              </Cell>
            );
          })}
        </tr>
      ))}
    </Table>
  );
}
