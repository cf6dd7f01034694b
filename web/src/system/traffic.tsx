import type { SystemView } from '@airside/contracts';
import { LineChart } from '../charts/line-chart.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Card } from '../ui/card.tsx';
import { classNames } from '../ui/class-names.ts';
import { formatMs, formatRate, type Sample } from './rules.ts';
import { systemTexts } from './texts.ts';

/** The last minutes are shown. */
const windowSeconds = 180;

function formatClock(seconds: number): string {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}

/** How much goes through, how fast, and how much of it fails. */
export function Traffic({ samples, view }: { samples: readonly Sample[]; view: SystemView }) {
  const t = useTexts(systemTexts);
  const last = samples.at(-1);
  const times = samples.map(({ atMs }) => atMs / 1000);
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card className="min-w-0 p-5">
        <Figures
          figures={[
            [t.requestRate, `${formatRate(last?.perSecond ?? 0)} /s`],
            [t.errorRate, `${formatRate(last?.errorsPerSecond ?? 0)} /s`, (last?.errorsPerSecond ?? 0) > 0],
            [t.sockets, String(view.traffic.webSockets)],
          ]}
        />
        <LineChart
          times={times}
          window={windowSeconds}
          formatTime={formatClock}
          format={formatRate}
          series={[
            {
              label: t.requestRate,
              color: 'accent',
              values: samples.map(({ perSecond }) => perSecond),
              isFilled: true,
            },
            { label: t.errorRate, color: 'bad', values: samples.map(({ errorsPerSecond }) => errorsPerSecond) },
          ]}
        />
      </Card>
      <Card className="min-w-0 p-5">
        <Figures
          figures={[
            [t.half, formatMs(last?.p50Ms)],
            [t.most, formatMs(last?.p99Ms)],
          ]}
        />
        <LineChart
          times={times}
          window={windowSeconds}
          formatTime={formatClock}
          format={formatMs}
          series={[
            { label: t.most, color: 'warn', values: samples.map(({ p99Ms }) => p99Ms ?? null), isFilled: true },
            { label: t.half, color: 'accent', values: samples.map(({ p50Ms }) => p50Ms ?? null) },
          ]}
        />
      </Card>
    </div>
  );
}

function Figures({ figures }: { figures: readonly (readonly [label: string, value: string, isBad?: boolean])[] }) {
  return (
    <dl className="mb-3 flex flex-wrap gap-x-8 gap-y-2">
      {figures.map(([label, value, isBad]) => (
        <div key={label}>
          <dt className="text-sm text-soft">{label}</dt>
          <dd className={classNames('text-2xl font-semibold tracking-tight', isBad === true && 'text-bad')}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
