import type { Rule } from '@airside/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { deleteRule, patchRule, rulesQuery } from './calls.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { targetText } from './rules.ts';
import { deskTexts } from './texts.ts';

/** What happens with which event. */
export function RulesPart() {
  const t = useTexts(deskTexts);
  const ui = useTexts(uiTexts);
  const { call } = useApp();
  const { data, error, refetch } = useQuery(rulesQuery(call));
  const [edited, edit] = useState<Rule | 'new'>();
  if (data === undefined && error !== null) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonList label={ui.loading} />;
  return (
    <div className="grid gap-4">
      <div className="flex justify-end">
        <Button onClick={() => edit('new')}>{t.newRule}</Button>
      </div>
      <ul className="grid gap-3">
        {data.rules.map((rule) => (
          <RuleCard key={rule.id} rule={rule} onEdit={() => edit(rule)} />
        ))}
      </ul>
      <RuleDialog rule={edited} onClose={() => edit(undefined)} />
    </div>
  );
}

function RuleCard({ rule, onEdit }: { rule: Rule; onEdit: () => void }) {
  const t = useTexts(deskTexts);
  const { call } = useApp();
  const cache = useQueryClient();
  const onSuccess = () => cache.invalidateQueries({ queryKey: ['desk', 'rules'] });
  const turning = useMutation({ mutationFn: () => patchRule(call, rule, { enabled: !rule.enabled }), onSuccess });
  const removing = useMutation({ mutationFn: () => deleteRule(call, rule.id), onSuccess });
  return (
    <li>
      <Card className="flex flex-wrap items-center justify-between gap-3 p-4">
        <div className="min-w-0 grow basis-64">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {rule.name}
            <Badge tone={rule.enabled ? 'good' : 'neutral'}>{rule.enabled ? t.on : t.off}</Badge>
          </p>
          <p className="mt-1 font-mono text-sm wrap-anywhere text-soft">
            {JSON.stringify(rule.pattern)} → {rule.targets.map(targetText).join(', ')}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            look="secondary"
            className="min-h-9"
            isBusy={turning.isPending}
            onClick={() => turning.mutate()}
            aria-label={`${rule.enabled ? t.turnOff : t.turnOn}: ${rule.name}`}
          >
            {rule.enabled ? t.turnOff : t.turnOn}
          </Button>
          <Button look="secondary" className="min-h-9" onClick={onEdit} aria-label={`${t.edit}: ${rule.name}`}>
            {t.edit}
          </Button>
          <Button
            look="danger"
            className="min-h-9"
            isBusy={removing.isPending}
            onClick={() => removing.mutate()}
            aria-label={`${t.remove}: ${rule.name}`}
          >
            {t.remove}
          </Button>
        </div>
      </Card>
    </li>
  );
}
