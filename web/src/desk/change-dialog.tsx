import type { FlightResource } from '@airside/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { takeForm } from '../ui/form-values.ts';
import { sendEvent, setPhase } from './calls.ts';
import { ChangeFields, readChange } from './change-fields.tsx';
import { Impact } from './impact.tsx';
import { type ChangeKind, eventOf, kindsFor } from './rules.ts';
import { deskTexts } from './texts.ts';

/** Changes a flight, having said whom that reaches. */
export function ChangeDialog({ flight, onClose }: { flight: FlightResource | undefined; onClose: () => void }) {
  const t = useTexts(deskTexts);
  return (
    <Dialog
      title={flight === undefined ? '' : t.changeFlight(flight.flight_id)}
      isOpen={flight !== undefined}
      onClose={onClose}
    >
      {flight !== undefined && <ChangeForm flight={flight} onDone={onClose} />}
    </Dialog>
  );
}

function ChangeForm({ flight, onDone }: { flight: FlightResource; onDone: () => void }) {
  const t = useTexts(deskTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const kinds = kindsFor(flight.status);
  const [kind, setKind] = useState<ChangeKind>(kinds[0] ?? 'phase');
  const [aircraft, setAircraft] = useState<string>();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (value: (name: string) => string) => {
      const change = readChange(kind, value, flight);
      if (change === undefined) return setPhase(call, flight, value('phase'));
      const about = {
        eventId: crypto.randomUUID(),
        timestamp: new Date().toISOString(),
        flight: flight.flight_id,
        departureDate: flight.departure_date,
      };
      return sendEvent(call, eventOf(change, about));
    },
    meta: { isToldInPlace: true },
    async onSuccess() {
      onDone();
      toasts.done(t.sent(flight.flight_id));
      await cache.invalidateQueries({ queryKey: ['desk'] });
      if (['delay', 'cancel', 'gate'].includes(kind)) {
        await navigate({ to: '/desk', search: { part: 'executions', flight: flight.flight_id } });
      }
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    mutate(takeForm(event));
  }
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <SelectField
        label={t.whatChanges}
        name="kind"
        value={kind}
        onChange={({ target }) => setKind(kinds.find((each) => each === target.value) ?? kind)}
      >
        {kinds.map((each) => (
          <option key={each} value={each}>
            {t[each]}
          </option>
        ))}
      </SelectField>
      <ChangeFields key={kind} kind={kind} flight={flight} error={error} onAircraft={setAircraft} />
      <Impact flight={flight} aircraft={kind === 'swap' ? aircraft : undefined} />
      <FormProblem error={error} />
      <div className="flex justify-end gap-3">
        <Button look="secondary" onClick={onDone}>
          {t.leave}
        </Button>
        <Button type="submit" look={kind === 'cancel' ? 'danger' : 'primary'} isBusy={isPending}>
          {t.apply}
        </Button>
      </div>
    </form>
  );
}
