import type { DelayReason, FlightResource } from '@airside/contracts';
import { useTexts } from '../i18n/use-texts.ts';
import { CheckField, SelectField, TextField } from '../ui/field.tsx';
import { useStatusText } from '../ui/flight-status.tsx';
import { fieldFaults } from '../ui/problem-text.ts';
import { reasonTexts } from '../ui/reason-texts.ts';
import { aircraftTypes, type Change, type ChangeKind, delayReasons, nextPhases } from './rules.ts';
import { deskTexts } from './texts.ts';

type Props = {
  kind: ChangeKind;
  flight: FlightResource;
  /** Of the last try. */
  error: unknown;
  onAircraft: (type: string) => void;
};

/** What has to be said about a change. */
export function ChangeFields({ kind, flight, error, onAircraft }: Props) {
  const t = useTexts(deskTexts);
  const statusText = useStatusText();
  const faults = fieldFaults(error);
  switch (kind) {
    case 'delay':
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t.minutes}
            name="minutes"
            type="number"
            min={0}
            max={2880}
            required
            defaultValue={flight.delay_minutes > 0 ? flight.delay_minutes : 30}
            hint={t.minutesHint}
            fault={faults['payload.delay_minutes']}
          />
          <ReasonField />
        </div>
      );
    case 'gate':
      return (
        <div className="grid gap-4">
          <TextField
            label={t.newGate}
            name="gate"
            required
            pattern="[A-Za-z]{0,2}[0-9]{1,3}[A-Za-z]?"
            placeholder="B12"
            fault={faults['payload.new_gate']}
            hint={t.nowAt(flight.gate ?? '–')}
          />
          <CheckField label={t.terminalChange} name="terminalChange" value="yes" />
        </div>
      );
    case 'cancel':
      return <ReasonField />;
    case 'divert':
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t.newAirport}
            name="airport"
            required
            pattern="[A-Za-z]{3}"
            placeholder="VIE"
            fault={faults['payload.diverted_to']}
          />
          <ReasonField />
        </div>
      );
    case 'swap':
      return (
        <SelectField
          label={t.newAircraft}
          name="aircraft"
          required
          defaultValue=""
          onChange={({ target }) => onAircraft(target.value)}
        >
          <option value="" disabled>
            {t.choose}
          </option>
          {aircraftTypes
            .filter((type) => type !== flight.aircraft_type)
            .map((type) => (
              <option key={type}>{type}</option>
            ))}
        </SelectField>
      );
    case 'phase':
      return (
        <SelectField label={t.nextPhase} name="phase">
          {nextPhases(flight.status).map((phase) => (
            <option key={phase} value={phase}>
              {statusText(phase)}
            </option>
          ))}
        </SelectField>
      );
  }
}

function ReasonField() {
  const t = useTexts(deskTexts);
  const words = useTexts(reasonTexts);
  return (
    <SelectField label={t.reason} name="reason">
      {delayReasons.map((reason) => (
        <option key={reason} value={reason}>
          {words[reason]}
        </option>
      ))}
    </SelectField>
  );
}

/** The change that a form says; undefined for the next phase, which is no operation event. */
export function readChange(
  kind: ChangeKind,
  value: (name: string) => string,
  flight: FlightResource,
): Change | undefined {
  const reason = (): DelayReason => delayReasons.find((each) => each === value('reason')) ?? 'OTHER';
  switch (kind) {
    case 'delay':
      return { kind, minutes: Number(value('minutes')), reason: reason() };
    case 'gate':
      return { kind, gate: value('gate'), oldGate: flight.gate, isTerminalChange: value('terminalChange') === 'yes' };
    case 'cancel':
      return { kind, reason: reason() };
    case 'divert':
      return { kind, airport: value('airport'), reason: reason() };
    case 'swap':
      return { kind, aircraft: value('aircraft') };
    case 'phase':
      return undefined;
  }
}
