import type { SystemView } from '@airside/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button, type ButtonLook } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { actOnProcess, failOver, forceBreaker, simulateFailure, systemQuery } from './calls.ts';
import { systemTexts } from './texts.ts';

/** What something is done to. */
export type Target = { kind: 'instance' | 'process' | 'cluster'; name: string };

type Action = { text: string; look: ButtonLook; hint: string; run: (call: Call) => Promise<{ message: string }> };

/** What an admin can do to a part of the system. */
export function ActionDialog({
  target,
  view,
  onClose,
}: {
  target: Target | undefined;
  view: SystemView | undefined;
  onClose: () => void;
}) {
  const t = useTexts(systemTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (action: Action) => action.run(call),
    onSuccess: ({ message }) => toasts.done(message),
    async onSettled() {
      onClose();
      await cache.invalidateQueries({ queryKey: systemQuery(call).queryKey });
    },
  });
  const actions = target === undefined ? [] : actionsOf(target, view, t);
  return (
    <Dialog title={target?.name ?? ''} isOpen={target !== undefined} onClose={onClose}>
      <ul className="grid gap-4">
        {actions.map((action) => (
          <li key={action.text} className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-[11rem_1fr]">
            <Button look={action.look} isBusy={isPending} onClick={() => mutate(action)}>
              {action.text}
            </Button>
            <p className="text-sm text-soft">{action.hint}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function actionsOf({ kind, name }: Target, view: SystemView | undefined, t: (typeof systemTexts)['en']): Action[] {
  const process: Action[] = [
    { text: t.kill, look: 'danger', hint: t.killHint, run: (call) => actOnProcess(call, name, 'kill') },
    { text: t.restart, look: 'secondary', hint: t.restartHint, run: (call) => actOnProcess(call, name, 'restart') },
  ];
  if (kind === 'cluster')
    return [{ text: t.failOver, look: 'danger', hint: t.failOverHint, run: (call) => failOver(call, name) }];
  if (kind === 'process') return process;
  const breaker = (action: 'open' | 'close' | 'auto') => (call: Call) => forceBreaker(call, name, action);
  const simulate: Action = {
    text: t.simulate,
    look: 'secondary',
    hint: t.simulateHint,
    run: (call) => simulateFailure(call, name),
  };
  return [
    ...(view?.hasLocalStack === true ? process : []),
    { text: t.openBreaker, look: 'secondary', hint: t.openBreakerHint, run: breaker('open') },
    { text: t.closeBreaker, look: 'secondary', hint: t.closeBreakerHint, run: breaker('close') },
    { text: t.autoBreaker, look: 'secondary', hint: t.autoBreakerHint, run: breaker('auto') },
    ...(name.startsWith('user_service') ? [simulate] : []),
  ];
}
