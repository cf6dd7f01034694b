import type { DatabaseProcessView, SystemView } from '@airside/contracts';
import { useTexts } from '../i18n/use-texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import type { Target } from './action-dialog.tsx';
import { formatBytes } from './rules.ts';
import { systemTexts } from './texts.ts';
import { ActButton } from './topology.tsx';

type Act = ((target: Target) => void) | undefined;

/** Every database: which of its nodes takes writes, and how far behind the others are. */
export function Clusters({ view, onAct }: { view: SystemView; onAct: Act }) {
  const t = useTexts(systemTexts);
  if (!view.hasLocalStack) return <EmptyState title={t.elsewhere} text={t.elsewhereText} />;
  const names = [...new Set(view.databases.map(({ cluster }) => cluster))];
  return (
    <div className="grid gap-6">
      {names.map((name) => {
        const state = view.clusters.find(({ cluster }) => cluster === name);
        const nodes = view.databases.filter(({ cluster }) => cluster === name);
        return (
          <Panel
            key={name}
            title={<span className="font-mono">PostgreSQL {name}</span>}
            aside={
              <span className="flex items-center gap-3">
                {state !== undefined && <Badge tone={state.state === 'steady' ? 'good' : 'warn'}>{state.state}</Badge>}
                {onAct !== undefined && nodes.length > 1 && (
                  <Button look="secondary" className="min-h-9" onClick={() => onAct({ kind: 'cluster', name })}>
                    {t.failOver}
                  </Button>
                )}
              </span>
            }
          >
            <ul className="grid gap-2">
              {nodes.map((node) => (
                <Node key={node.name} node={node} onAct={onAct} />
              ))}
            </ul>
            {state?.lastChange !== undefined && (
              <p className="mt-3 text-sm text-soft">
                {t.lastChange(state.lastChange.from, state.lastChange.to, Math.round(state.lastChange.tookMs))}
              </p>
            )}
          </Panel>
        );
      })}
    </div>
  );
}

function Node({ node, onAct }: { node: DatabaseProcessView; onAct: Act }) {
  const t = useTexts(systemTexts);
  const isRunning = node.state === 'running';
  return (
    <li
      data-node={node.name}
      data-role={node.role}
      className="flex min-h-12 min-w-0 items-center gap-x-4 rounded-lg border border-line px-4 py-1.5"
    >
      <span className="flex min-w-0 grow flex-col sm:flex-row sm:items-center sm:gap-4">
        <span className="grow truncate font-mono text-[0.9375rem]">{node.name}</span>
        <span className="text-sm text-soft">{isRunning ? detailOf(node, t) : node.reason}</span>
      </span>
      <Badge tone={isRunning ? (node.role === 'primary' ? 'accent' : 'neutral') : 'bad'}>
        {isRunning ? t[node.role] : node.state}
      </Badge>
      {onAct !== undefined && <ActButton kind="process" name={node.name} onAct={onAct} />}
    </li>
  );
}

function detailOf(node: DatabaseProcessView, t: (typeof systemTexts)['en']): string {
  if (node.isBeingSeeded === true) return t.seeding;
  return node.lagBytes === undefined ? '' : t.lag(formatBytes(node.lagBytes));
}
