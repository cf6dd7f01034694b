import type { ProcessView } from '@airside/contracts';
import { useTexts } from '../i18n/use-texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Panel } from '../ui/card.tsx';
import type { Target } from './action-dialog.tsx';
import { systemTexts } from './texts.ts';
import { ActButton } from './topology.tsx';

/** Processes of one kind, with how they are. */
export function Processes({
  title,
  processes,
  onAct,
}: {
  title: string;
  processes: readonly ProcessView[];
  onAct: ((target: Target) => void) | undefined;
}) {
  const t = useTexts(systemTexts);
  return (
    <Panel title={title}>
      <ul className="grid gap-2">
        {processes.map(({ name, state, restarts }) => (
          <li
            key={name}
            className="flex min-h-12 min-w-0 items-center gap-x-4 rounded-lg border border-line px-4 py-1.5"
          >
            <span className="flex min-w-0 grow flex-col sm:flex-row sm:items-center sm:gap-4">
              <span className="grow truncate font-mono text-[0.9375rem]">{name}</span>
              {restarts > 0 && <span className="text-sm text-soft">{t.restarts(restarts)}</span>}
            </span>
            <Badge tone={state === 'running' ? 'good' : 'neutral'}>{state === 'running' ? t.running : state}</Badge>
            {onAct !== undefined && <ActButton kind="process" name={name} onAct={onAct} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
