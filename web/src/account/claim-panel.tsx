import type { PassengerClaim } from '@airside/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { takeForm } from '../ui/form-values.ts';
import { profileTexts } from './profile-texts.ts';

/** Journeys that were booked before the account existed become the account's. */
export function ClaimPanel() {
  const t = useTexts(profileTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const claim = useMutation({
    mutationFn: (body: PassengerClaim) => call('POST', '/api/auth/me/passenger-claims', { body }),
    onSuccess() {
      toasts.done(t.claimed);
      return cache.invalidateQueries({ queryKey: ['trips'] });
    },
    meta: { isToldInPlace: true },
  });
  return (
    <Panel title={t.claim}>
      <form
        className="grid items-end gap-4 sm:grid-cols-[1fr_1fr_auto]"
        onSubmit={(event) => {
          const value = takeForm(event);
          claim.mutate({ pnr: value('pnr').toUpperCase(), lastName: value('lastName') });
        }}
      >
        <p className="text-soft sm:col-span-3">{t.claimLead}</p>
        <div className="sm:col-span-3 empty:hidden">
          <FormProblem error={claim.error} />
        </div>
        <TextField label={t.locator} name="pnr" required pattern="[A-Za-z0-9]{6}" maxLength={6} autoComplete="off" />
        <TextField label={t.lastName} name="lastName" required maxLength={100} autoComplete="off" />
        <Button type="submit" look="secondary" isBusy={claim.isPending}>
          {t.claimNow}
        </Button>
      </form>
    </Panel>
  );
}
