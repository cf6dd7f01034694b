import type { PassengerType, SpecialRequest } from '@airside/contracts';
import { useTexts } from '../i18n/use-texts.ts';
import { Card } from '../ui/card.tsx';
import { CheckField, SelectField, TextField } from '../ui/field.tsx';
import type { PartyFault, Traveller } from './party.ts';
import { bookingTexts } from './texts.ts';

const types = ['ADT', 'CHD', 'INF'] as const satisfies readonly PassengerType[];

type Props = {
  /** From 1. */
  number: number;
  traveller: Traveller;
  faults: readonly PartyFault[];
  onChange: (traveller: Traveller) => void;
};

export function PassengerFields({ number, traveller, faults, onChange }: Props) {
  const t = useTexts(bookingTexts);
  const requests = Object.entries(t.requests) as [SpecialRequest, string][];
  const typeFault = faults.includes('infant') ? t.faultInfant : faults.includes('child') ? t.faultChild : undefined;

  function toggle(code: SpecialRequest, isWanted: boolean): void {
    const others = traveller.specialRequests.filter((each) => each !== code);
    onChange({ ...traveller, specialRequests: isWanted ? [...others, code] : others });
  }

  return (
    <Card className="p-5">
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-3 font-semibold">{t.passenger(number)}</legend>
        <TextField
          label={t.firstName}
          value={traveller.firstName}
          autoComplete={number === 1 ? 'given-name' : 'off'}
          maxLength={100}
          fault={faults.includes('firstName') ? t.faultFirstName : undefined}
          onChange={(event) => onChange({ ...traveller, firstName: event.target.value })}
        />
        <TextField
          label={t.lastName}
          value={traveller.lastName}
          autoComplete={number === 1 ? 'family-name' : 'off'}
          maxLength={100}
          fault={faults.includes('lastName') ? t.faultLastName : undefined}
          onChange={(event) => onChange({ ...traveller, lastName: event.target.value })}
        />
        <SelectField
          label={t.type}
          value={traveller.type}
          fault={typeFault}
          onChange={(event) =>
            onChange({ ...traveller, type: types.find((type) => type === event.target.value) ?? 'ADT' })
          }
        >
          {types.map((type) => (
            <option key={type} value={type}>
              {t.types[type]}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t.dateOfBirth}
          type="date"
          value={traveller.dateOfBirth}
          autoComplete={number === 1 ? 'bday' : 'off'}
          onChange={(event) => onChange({ ...traveller, dateOfBirth: event.target.value })}
        />
        {number === 1 && traveller.type === 'ADT' && (
          <div className="sm:col-span-2">
            <CheckField
              label={t.isMe}
              checked={traveller.isMe}
              onChange={(event) => onChange({ ...traveller, isMe: event.target.checked })}
            />
          </div>
        )}
        <details className="sm:col-span-2">
          <summary className="w-fit cursor-pointer rounded-md font-medium text-accent hover:underline">
            {t.specialRequests}
            {traveller.specialRequests.length > 0 && ` (${traveller.specialRequests.length})`}
          </summary>
          <div className="mt-3 grid gap-3 sm:grid-cols-2">
            {requests.map(([code, text]) => (
              <CheckField
                key={code}
                label={text}
                checked={traveller.specialRequests.includes(code)}
                onChange={(event) => toggle(code, event.target.checked)}
              />
            ))}
          </div>
        </details>
      </fieldset>
    </Card>
  );
}
