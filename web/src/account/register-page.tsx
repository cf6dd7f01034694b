import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { safeNext } from '../session/rules.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { focusFirstFault, takeForm } from '../ui/form-values.ts';
import { NarrowCard } from './narrow-card.tsx';
import { emailFault, type Fault, passwordFault, usernameFault } from './rules.ts';
import { accountTexts, faultText } from './texts.ts';

const route = getRouteApi('/account/register');

type Wanted = { username: string; password: string; email: string };

export function RegisterPage() {
  const t = useTexts(accountTexts);
  const { session, call } = useApp();
  const search = route.useSearch();
  const navigate = useNavigate();
  const [faults, setFaults] = useState<Partial<Record<keyof Wanted, Fault>>>({});
  const register = useMutation({
    async mutationFn(wanted: Wanted) {
      await call('POST', '/api/auth/register', { body: wanted });
      await session.signIn(wanted.username, wanted.password);
    },
    onSuccess: () => navigate({ href: safeNext(search.next), replace: true }),
    meta: { isToldInPlace: true },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    const value = takeForm(event);
    const wanted = { username: value('username'), email: value('email'), password: value('password') };
    const found = faultsOf(wanted);
    setFaults(found);
    if (Object.keys(found).length > 0) focusFirstFault(event.currentTarget);
    else register.mutate(wanted);
  }

  const isTaken = register.error instanceof ApiError && register.error.code === 'USERNAME_OR_EMAIL_TAKEN';
  return (
    <NarrowCard
      title={t.register}
      lead={t.registerLead}
      below={
        <>
          {t.haveAccount}{' '}
          <Link to="/account/sign-in" search={search} className="text-accent underline underline-offset-2">
            {t.signIn}
          </Link>
        </>
      }
    >
      <form noValidate className="grid gap-5" onSubmit={submit}>
        <FormProblem error={register.error} text={isTaken ? t.taken : undefined} />
        <TextField
          label={t.username}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          hint={t.usernameHint}
          fault={faultText(faults.username, t)}
          required
        />
        <TextField
          label={t.email}
          name="email"
          type="email"
          autoComplete="email"
          fault={faultText(faults.email, t)}
          required
        />
        <TextField
          label={t.password}
          name="password"
          type="password"
          autoComplete="new-password"
          hint={t.passwordHint}
          fault={faultText(faults.password, t)}
          required
        />
        <Button type="submit" isBusy={register.isPending}>
          {t.register}
        </Button>
      </form>
    </NarrowCard>
  );
}

function faultsOf({ username, email, password }: Wanted): Partial<Record<keyof Wanted, Fault>> {
  const found = { username: usernameFault(username), email: emailFault(email), password: passwordFault(password) };
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined));
}
