import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { Notice } from '../ui/notice.tsx';
import { NarrowCard } from './narrow-card.tsx';
import { isVoidToken } from './one-time-token.ts';
import { accountTexts } from './texts.ts';
import { useMailToken } from './use-mail-token.ts';

const route = getRouteApi('/account/verify');

/** Where the mail to a new address leads. Nothing happens before the button: programs that look through mails follow links. */
export function VerifyPage() {
  const t = useTexts(accountTexts);
  const call = useCall();
  const token = useMailToken(route.useSearch().token, '/account/verify');
  const verify = useMutation({
    mutationFn: () => call('POST', '/api/auth/verify-email', { body: { token } }),
    meta: { isToldInPlace: true },
  });
  return (
    <NarrowCard title={t.verifyTitle} lead={t.verifyLead}>
      {token === '' && <Notice tone="warn">{t.brokenLink}</Notice>}
      {verify.isSuccess && (
        <Notice tone="good" isSpoken>
          {t.verified}
        </Notice>
      )}
      {token !== '' && !verify.isSuccess && (
        <div className="grid gap-5">
          <FormProblem error={verify.error} text={isVoidToken(verify.error) ? t.oldLink : undefined} />
          <Button isBusy={verify.isPending} onClick={() => verify.mutate()}>
            {t.verify}
          </Button>
        </div>
      )}
    </NarrowCard>
  );
}
