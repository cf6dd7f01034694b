import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { focusFirstFault, takeForm } from '../ui/form-values.ts';
import { Notice } from '../ui/notice.tsx';
import { NarrowCard } from './narrow-card.tsx';
import { isVoidToken } from './one-time-token.ts';
import { passwordFault } from './rules.ts';
import { accountTexts, faultText } from './texts.ts';
import { useMailToken } from './use-mail-token.ts';

const route = getRouteApi('/account/reset');

/** Where the mail about a forgotten password leads. */
export function ResetPage() {
  const t = useTexts(accountTexts);
  const call = useCall();
  const token = useMailToken(route.useSearch().token, '/account/reset');
  const [isWeak, setWeak] = useState(false);
  const reset = useMutation({
    mutationFn: (newPassword: string) =>
      call('POST', '/api/auth/password-reset/confirm', { body: { token, newPassword } }),
    meta: { isToldInPlace: true },
  });
  return (
    <NarrowCard title={t.resetTitle}>
      {token === '' && <Notice tone="warn">{t.brokenLink}</Notice>}
      {reset.isSuccess && (
        <div className="grid gap-5">
          <Notice tone="good" isSpoken>
            {t.passwordSet}
          </Notice>
          <Link to="/account/sign-in" className={buttonClass()}>
            {t.signIn}
          </Link>
        </div>
      )}
      {token !== '' && !reset.isSuccess && (
        <form
          noValidate
          className="grid gap-5"
          onSubmit={(event) => {
            const password = takeForm(event)('newPassword');
            setWeak(passwordFault(password) !== undefined);
            if (passwordFault(password) === undefined) reset.mutate(password);
            else focusFirstFault(event.currentTarget);
          }}
        >
          <FormProblem error={reset.error} text={isVoidToken(reset.error) ? t.oldLink : undefined} />
          <TextField
            label={t.newPassword}
            name="newPassword"
            type="password"
            autoComplete="new-password"
            hint={t.passwordHint}
            fault={isWeak ? faultText('password', t) : undefined}
            required
          />
          <Button type="submit" isBusy={reset.isPending}>
            {t.setPassword}
          </Button>
        </form>
      )}
    </NarrowCard>
  );
}
