import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { focusFirstFault, takeForm } from '../ui/form-values.ts';
import { Notice } from '../ui/notice.tsx';
import { NarrowCard } from './narrow-card.tsx';
import { emailFault, type Fault } from './rules.ts';
import { accountTexts, faultText } from './texts.ts';

export function ForgottenPage() {
  const t = useTexts(accountTexts);
  const call = useCall();
  const [fault, setFault] = useState<Fault>();
  const request = useMutation({
    mutationFn: (email: string) => call('POST', '/api/auth/password-reset', { body: { email } }),
    meta: { isToldInPlace: true },
  });
  return (
    <NarrowCard title={t.forgottenTitle} lead={t.forgottenLead}>
      {request.isSuccess ? (
        <Notice tone="good" isSpoken>
          {t.linkSent}
        </Notice>
      ) : (
        <form
          noValidate
          className="grid gap-5"
          onSubmit={(event) => {
            const email = takeForm(event)('email');
            const found = emailFault(email);
            setFault(found);
            if (found === undefined) request.mutate(email);
            else focusFirstFault(event.currentTarget);
          }}
        >
          <FormProblem error={request.error} />
          <TextField
            label={t.email}
            name="email"
            type="email"
            autoComplete="email"
            fault={faultText(fault, t)}
            required
          />
          <Button type="submit" isBusy={request.isPending}>
            {t.sendLink}
          </Button>
        </form>
      )}
    </NarrowCard>
  );
}
