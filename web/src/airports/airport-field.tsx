import type { AirportResource } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Combobox, type Option } from '../ui/combobox.tsx';
import { suggestionsQuery } from './calls.ts';
import { sharedCity } from './rules.ts';
import { airportTexts } from './texts.ts';

type Props = {
  label: string;
  /** An IATA code, or the name of a city. */
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  fault?: string | undefined;
};

/** Where from or where to: a city with all its airports, or one of them. */
export function AirportField({ label, value, onChange, placeholder, fault }: Props) {
  const t = useTexts(airportTexts);
  const { data } = useQuery(suggestionsQuery(useCall(), value));
  return (
    <Combobox
      label={label}
      text={value}
      onText={onChange}
      onChoose={onChange}
      options={data === undefined ? undefined : optionsOf(data, t.allAirports)}
      {...(placeholder === undefined ? {} : { placeholder })}
      fault={fault}
    />
  );
}

function optionsOf(airports: readonly AirportResource[], allAirports: string): Option[] {
  const city = sharedCity(airports);
  const all = city === undefined ? [] : [{ value: city, label: <Line title={city} text={allAirports} code="" /> }];
  return [
    ...all,
    ...airports.map(({ iata, city: of, name }) => ({
      value: iata,
      label: <Line title={of} text={name} code={iata} />,
    })),
  ];
}

function Line({ title, text, code }: { title: string; text: string; code: string }) {
  return (
    <span className="flex items-baseline justify-between gap-3">
      <span className="min-w-0">
        <span className="block font-medium">{title}</span>
        <span className="block truncate text-sm text-soft">{text}</span>
      </span>
      <span className="font-mono text-sm text-soft">{code}</span>
    </span>
  );
}
