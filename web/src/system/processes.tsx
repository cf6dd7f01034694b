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
            className="flex min-h-12 min-w-0 flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-line px-4 py-1.5"
          >
            <span className="min-w-0 grow basis-full truncate sm:basis-28 font-mono text-[0.9375rem]">{name}</span>
            {restarts > 0 && <span className="grow text-sm text-soft sm:grow-0">{t.restarts(restarts)}</span>}
            <Badge tone={state === 'running' ? 'good' : 'neutral'}>{state === 'running' ? t.running : state}</Badge>
            {onAct !== undefined && <ActButton kind="process" name={name} onAct={onAct} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
