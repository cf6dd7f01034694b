import type { NewFlight } from '@airside/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { takeForm } from '../ui/form-values.ts';
import { fieldFaults } from '../ui/problem-text.ts';
import { scheduleFlight } from './calls.ts';
import { aircraftTypes } from './rules.ts';
import { deskTexts } from './texts.ts';

/** Puts a flight on the schedule. */
export function ScheduleDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTexts(deskTexts);
  return (
    <Dialog title={t.schedule} isOpen={isOpen} onClose={onClose}>
      <ScheduleForm onDone={onClose} />
    </Dialog>
  );
}

function ScheduleForm({ onDone }: { onDone: () => void }) {
  const t = useTexts(deskTexts);
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: (flight: NewFlight) => scheduleFlight(call, flight),
    meta: { isToldInPlace: true },
    async onSuccess({ flight_id }) {
      onDone();
      toasts.done(t.scheduled(flight_id));
      await cache.invalidateQueries({ queryKey: ['desk'] });
    },
  });
  const faults = fieldFaults(error);
  const text = (name: keyof NewFlight, label: string, more: object = {}) => (
    <TextField label={label} name={name} required fault={faults[name]} {...more} />
  );
  return (
    <form className="grid gap-4" onSubmit={(event) => mutate(readFlight(takeForm(event)))}>
      <div className="grid gap-4 sm:grid-cols-2">
        {text('flight_id', t.flightCode, { placeholder: 'OS801', pattern: '[A-Za-z0-9]{2,10}' })}
        {text('airline', t.airline)}
        {text('origin', t.from, { placeholder: 'RMO', pattern: '[A-Za-z]{3}' })}
        {text('destination', t.to, { placeholder: 'VIE', pattern: '[A-Za-z]{3}' })}
        {text('scheduled_departure', t.leaves, { type: 'datetime-local' })}
        {text('scheduled_arrival', t.comes, { type: 'datetime-local' })}
        <SelectField label={t.aircraft} name="aircraft_type">
          {aircraftTypes.map((type) => (
            <option key={type}>{type}</option>
          ))}
        </SelectField>
        <TextField label={t.gate} name="gate" fault={faults['gate']} />
        {text('price_minor', t.price, { type: 'number', min: 0, step: '0.01', defaultValue: 120 })}
      </div>
      <p className="text-sm text-soft">{t.timesLocal}</p>
      <FormProblem error={error} />
      <div className="flex justify-end gap-3">
        <Button look="secondary" onClick={onDone}>
          {t.leave}
        </Button>
        <Button type="submit" isBusy={isPending}>
          {t.schedule}
        </Button>
      </div>
    </form>
  );
}

const currency = 'EUR';
const minorPerMajor = 100;

function readFlight(value: (name: string) => string): NewFlight {
  const gate = value('gate').toUpperCase();
  return {
    flight_id: value('flight_id').toUpperCase(),
    airline: value('airline'),
    origin: value('origin').toUpperCase(),
    destination: value('destination').toUpperCase(),
    scheduled_departure: value('scheduled_departure'),
    scheduled_arrival: value('scheduled_arrival'),
    aircraft_type: aircraftTypes.find((type) => type === value('aircraft_type')) ?? 'A320',
    price_minor: Math.round(Number(value('price_minor')) * minorPerMajor),
    currency,
    ...(gate === '' ? {} : { gate }),
  };
}
