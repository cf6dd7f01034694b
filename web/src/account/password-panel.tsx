import type { PasswordChange } from '@airside/contracts';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { focusFirstFault, takeForm } from '../ui/form-values.ts';
import { profileTexts } from './profile-texts.ts';
import { passwordFault } from './rules.ts';
import { accountTexts } from './texts.ts';

export function PasswordPanel() {
  const t = useTexts(profileTexts);
  const words = useTexts(accountTexts);
  const { call, toasts } = useApp();
  const form = useRef<HTMLFormElement>(null);
  const [isWeak, setWeak] = useState(false);
  const save = useMutation({
    mutationFn: (body: PasswordChange) => call('POST', '/api/auth/me/password', { body }),
    onSuccess() {
      form.current?.reset();
      toasts.done(t.passwordChanged);
    },
    meta: { isToldInPlace: true },
  });
  const isWrong = save.error instanceof ApiError && save.error.fields.some(({ field }) => field === 'currentPassword');
  return (
    <Panel title={t.password}>
      <form
        ref={form}
        noValidate
        className="grid items-start gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          const value = takeForm(event);
          const newPassword = value('newPassword');
          setWeak(passwordFault(newPassword) !== undefined);
          if (passwordFault(newPassword) !== undefined) focusFirstFault(event.currentTarget);
          else save.mutate({ currentPassword: value('currentPassword'), newPassword });
        }}
      >
        <div className="sm:col-span-2 empty:hidden">
          <FormProblem error={save.error} text={isWrong ? t.wrongPassword : undefined} />
        </div>
        <TextField
          label={t.currentPassword}
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          required
        />
        <TextField
          label={words.newPassword}
          name="newPassword"
          type="password"
          autoComplete="new-password"
          hint={words.passwordHint}
          fault={isWeak ? words.faultPassword : undefined}
          required
        />
        <Button type="submit" look="secondary" isBusy={save.isPending} className="justify-self-start max-sm:w-full">
          {t.changePassword}
        </Button>
      </form>
    </Panel>
  );
}
