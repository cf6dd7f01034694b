import { type FormEvent, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { focusFirstFault } from '../ui/form-values.ts';
import { PassengerFields } from './passenger-fields.tsx';
import { partyFaults, type Traveller } from './party.ts';
import { bookingTexts } from './texts.ts';

export function PassengersStep({
  party: initial,
  onDone,
}: {
  party: readonly Traveller[];
  onDone: (party: readonly Traveller[]) => void;
}) {
  const t = useTexts(bookingTexts);
  const [party, setParty] = useState(initial);
  const [isChecked, setChecked] = useState(false);
  const faults = partyFaults(party);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    setChecked(true);
    if (faults.size === 0) onDone(party);
    else focusFirstFault(event.currentTarget);
  }

  return (
    <form noValidate onSubmit={submit} className="grid gap-5">
      {party.map((traveller, index) => (
        <PassengerFields
          key={index}
          number={index + 1}
          traveller={traveller}
          faults={isChecked ? (faults.get(index) ?? []) : []}
          onChange={(changed) => setParty(party.map((each, at) => (at === index ? changed : each)))}
        />
      ))}
      <Button type="submit" className="justify-self-end max-sm:w-full">
        {t.toSeats}
      </Button>
    </form>
  );
}
