import type { ReportName } from '@airside/contracts';
import { useState } from 'react';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { reasonTexts } from '../ui/reason-texts.ts';
import { Cell, Table } from '../ui/table.tsx';
import { currencyOf } from './report-chart.tsx';
import { formatFigure, inOrder, type Kind, type Row, shapes } from './rules.ts';
import { columnTexts, reportTexts } from './texts.ts';

/** More than that is shown on request. */
const firstRows = 25;

const isFigure = (kind: Kind | undefined) => kind !== 'text' && kind !== 'day';

export function ReportTable({ name, rows }: { name: ReportName; rows: readonly Row[] }) {
  const t = useTexts(reportTexts);
  const words: Readonly<Record<string, string>> = { ...useTexts(columnTexts), ...useTexts(reasonTexts) };
  const { language } = useLanguage();
  const [isAll, setAll] = useState(false);
  const { columns } = shapes[name];
  const ordered = inOrder(name, rows);
  const shown = isAll ? ordered : ordered.slice(0, firstRows);
  return (
    <>
      <Table
        caption={t[name]}
        head={columns.map(({ key }) => words[key] ?? key)}
        headClass={(column) => (isFigure(columns[column]?.kind) ? 'text-right' : undefined)}
      >
        {shown.map((row, index) => (
          <tr key={index}>
            {columns.map(({ key, kind }) => {
              const text = formatFigure(row[key], kind, { language, currency: currencyOf(row) });
              return (
                <Cell key={key} className={isFigure(kind) ? 'text-right whitespace-nowrap' : 'whitespace-nowrap'}>
                  {kind === 'text' ? (words[text] ?? text) : text}
                </Cell>
              );
            })}
          </tr>
        ))}
      </Table>
      {shown.length < rows.length && (
        <Button look="secondary" className="mt-4 w-full" onClick={() => setAll(true)}>
          {t.showAll(rows.length)}
        </Button>
      )}
    </>
  );
}
