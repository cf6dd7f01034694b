import type { Profile, ProfilePatch } from '@airside/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { patchProfile, profileQuery } from '../session/profile.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { focusFirstFault, takeForm } from '../ui/form-values.ts';
import { profileTexts } from './profile-texts.ts';
import { emailFault, type Fault, phoneFault } from './rules.ts';
import { accountTexts, faultText } from './texts.ts';

export function ProfilePanel({ profile }: { profile: Profile }) {
  const t = useTexts(profileTexts);
  const words = useTexts(accountTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const save = useMutation({
    mutationFn: (patch: ProfilePatch) => patchProfile(call, patch),
    onSuccess(saved) {
      cache.setQueryData(profileQuery(call).queryKey, saved);
      toasts.done(t.saved);
    },
    meta: { isToldInPlace: true },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    const value = takeForm(event);
    const [email, phone] = [value('email'), value('phone').replaceAll(' ', '')];
    const found = [emailFault(email), phoneFault(phone)].filter((fault) => fault !== undefined);
    setFaults(found);
    if (found.length > 0) return focusFirstFault(event.currentTarget);
    const orNull = (text: string) => (text === '' ? null : text);
    save.mutate({
      firstName: orNull(value('firstName')),
      lastName: orNull(value('lastName')),
      phone: orNull(phone),
      ...(email === profile.email ? {} : { email }),
    });
  }

  const isTaken = save.error instanceof ApiError && save.error.code === 'USERNAME_OR_EMAIL_TAKEN';
  return (
    <Panel
      title={t.profile}
      aside={
        <Badge tone={profile.emailVerified ? 'good' : 'warn'}>
          {profile.emailVerified ? t.verified : t.unverified}
        </Badge>
      }
    >
      <form noValidate className="grid gap-4 sm:grid-cols-2" onSubmit={submit}>
        <div className="sm:col-span-2 empty:hidden">
          <FormProblem error={save.error} text={isTaken ? words.taken : undefined} />
        </div>
        <TextField
          label={t.firstName}
          name="firstName"
          defaultValue={profile.firstName ?? ''}
          autoComplete="given-name"
          maxLength={100}
        />
        <TextField
          label={t.lastName}
          name="lastName"
          defaultValue={profile.lastName ?? ''}
          autoComplete="family-name"
          maxLength={100}
        />
        <TextField
          label={words.email}
          name="email"
          type="email"
          defaultValue={profile.email}
          autoComplete="email"
          fault={faults.includes('email') ? faultText('email', words) : undefined}
        />
        <TextField
          label={t.phone}
          name="phone"
          type="tel"
          defaultValue={profile.phone ?? ''}
          autoComplete="tel"
          hint={t.phoneHint}
          fault={faults.includes('phone') ? faultText('phone', words) : undefined}
        />
        <Button type="submit" isBusy={save.isPending} className="justify-self-start max-sm:w-full">
          {t.save}
        </Button>
      </form>
    </Panel>
  );
}
