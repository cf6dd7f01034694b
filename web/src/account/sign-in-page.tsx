import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.ts';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { safeNext } from '../session/rules.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { takeForm } from '../ui/form-values.ts';
import { NarrowCard } from './narrow-card.tsx';
import { accountTexts } from './texts.ts';

const route = getRouteApi('/account/sign-in');

export function SignInPage() {
  const t = useTexts(accountTexts);
  const { session } = useApp();
  const search = route.useSearch();
  const navigate = useNavigate();
  const signIn = useMutation({
    mutationFn: ({ username, password }: { username: string; password: string }) => session.signIn(username, password),
    onSuccess: () => navigate({ href: safeNext(search.next), replace: true }),
    meta: { isToldInPlace: true },
  });

  return (
    <NarrowCard
      title={t.signIn}
      lead={t.signInLead}
      below={
        <>
          {t.noAccount}{' '}
          <Link to="/account/register" search={search} className="text-accent underline underline-offset-2">
            {t.register}
          </Link>
        </>
      }
    >
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          const value = takeForm(event);
          signIn.mutate({ username: value('username'), password: value('password') });
        }}
      >
        <FormProblem error={signIn.error} text={refusalText(signIn.error, t)} />
        <TextField label={t.username} name="username" autoComplete="username" autoCapitalize="none" required />
        <TextField label={t.password} name="password" type="password" autoComplete="current-password" required />
        <Button type="submit" isBusy={signIn.isPending}>
          {t.signIn}
        </Button>
        <Link to="/account/forgotten" className="justify-self-center text-accent hover:underline">
          {t.forgotten}
        </Link>
      </form>
    </NarrowCard>
  );
}

function refusalText(error: unknown, t: (typeof accountTexts)['en']): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.status === 401 || error.status === 400) return t.wrong;
  return error.status === 429 ? t.tooMany : undefined;
}
