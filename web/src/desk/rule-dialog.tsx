import type { NewRule, Rule, RuleTestAnswer } from '@airside/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, inputClass, TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { Notice } from '../ui/notice.tsx';
import { createRule, patchRule, tryRule } from './calls.ts';
import { readJson, targetText } from './rules.ts';
import { deskTexts } from './texts.ts';

const example: NewRule = {
  name: '',
  pattern: { type: [{ prefix: 'flight.delay.' }] },
  targets: [{ kind: 'workflow', workflow: 'delay' }],
};

/** Writes a rule, and tries it on the latest events before it is kept. */
export function RuleDialog({ rule, onClose }: { rule: Rule | 'new' | undefined; onClose: () => void }) {
  const t = useTexts(deskTexts);
  return (
    <Dialog title={rule === 'new' ? t.newRule : t.edit} isOpen={rule !== undefined} onClose={onClose}>
      {rule !== undefined && <RuleForm rule={rule === 'new' ? undefined : rule} onDone={onClose} />}
    </Dialog>
  );
}

function RuleForm({ rule, onDone }: { rule: Rule | undefined; onDone: () => void }) {
  const t = useTexts(deskTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const [name, setName] = useState(rule?.name ?? '');
  const [pattern, setPattern] = useState(JSON.stringify(rule?.pattern ?? example.pattern, null, 2));
  const [targets, setTargets] = useState(JSON.stringify(rule?.targets ?? example.targets, null, 2));
  const patternFault = readJson(pattern) === undefined ? t.noJson : undefined;
  const targetsFault = readJson(targets) === undefined ? t.noJson : undefined;
  // The API checks what it is: here it is only known to be JSON.
  const written = { name, pattern: readJson(pattern), targets: readJson(targets) } as NewRule;
  const trying = useMutation({ mutationFn: () => tryRule(call, written), meta: { isToldInPlace: true } });
  const saving = useMutation({
    mutationFn: () => (rule === undefined ? createRule(call, written) : patchRule(call, rule, written)),
    meta: { isToldInPlace: true },
    async onSuccess() {
      onDone();
      toasts.done(t.saved);
      await cache.invalidateQueries({ queryKey: ['desk', 'rules'] });
    },
  });
  const isWritten = name.trim() !== '' && patternFault === undefined && targetsFault === undefined;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWritten) saving.mutate();
      }}
    >
      <TextField
        label={t.name}
        required
        maxLength={100}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <JsonField label={t.pattern} hint={t.patternHint} value={pattern} fault={patternFault} onChange={setPattern} />
      <JsonField label={t.targets} value={targets} fault={targetsFault} onChange={setTargets} />
      <FormProblem error={saving.error ?? trying.error} />
      {trying.data !== undefined && <Outcome answer={trying.data} />}
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="secondary" isBusy={trying.isPending} disabled={!isWritten} onClick={() => trying.mutate()}>
          {t.tryIt}
        </Button>
        <Button type="submit" isBusy={saving.isPending} disabled={!isWritten}>
          {t.save}
        </Button>
      </div>
    </form>
  );
}

function JsonField({
  label,
  hint,
  value,
  fault,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <Field label={label} fault={fault} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <textarea
          {...ids}
          rows={4}
          spellCheck={false}
          value={value}
          className={`${inputClass} py-2 font-mono text-sm`}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

/** What would have come of a rule. */
function Outcome({ answer }: { answer: RuleTestAnswer }) {
  const t = useTexts(deskTexts);
  return (
    <Notice tone="accent" isSpoken>
      <p className="font-medium">{t.tried(answer.matches.length, answer.tried)}</p>
      <ul className="mt-1 max-h-40 overflow-y-auto text-sm">
        {answer.matches.slice(0, 20).map((match, index) => (
          <li key={index}>
            {match.eventType} → {match.targets.map(({ target }) => targetText(target)).join(', ')}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
