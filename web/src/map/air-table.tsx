import { useDeferredValue, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { TextField } from '../ui/field.tsx';
import { Cell, Table } from '../ui/table.tsx';
import type { Sky } from './rules.ts';
import { mapTexts } from './texts.ts';

const mostRows = 50;

/** The map in words: every aircraft, where it is and where it heads. */
export function AirTable({
  sky,
  chosen,
  onChoose,
}: {
  sky: Sky;
  chosen: number | undefined;
  onChoose: (id: number) => void;
}) {
  const t = useTexts(mapTexts);
  const [code, setCode] = useState('');
  const wanted = useDeferredValue(code.trim().toUpperCase());
  const all = [...sky.values()].filter(({ position }) => position.flight_id.startsWith(wanted));
  const shown = all.toSorted((one, other) => (one.position.flight_id < other.position.flight_id ? -1 : 1));
  if (sky.size === 0) return null;
  return (
    <Panel
      className="mt-6"
      title={t.table}
      aside={
        <TextField
          label={t.flight}
          isLabelHidden
          placeholder={t.flight}
          value={code}
          className="w-36"
          onChange={({ target }) => setCode(target.value)}
        />
      }
    >
      <Table caption={t.table} head={[t.flight, t.place, t.heading, t.heightHead, t.speedHead, t.map]}>
        {shown.slice(0, mostRows).map(({ position }) => (
          <tr key={position.departure_id}>
            <Cell className="font-medium">{position.flight_id}</Cell>
            <Cell className="whitespace-nowrap">{coordinates(position.lat, position.lon)}</Cell>
            <Cell>{Math.round(position.heading)}°</Cell>
            <Cell className="whitespace-nowrap">{t.height(Math.round(position.altitude_ft))}</Cell>
            <Cell className="whitespace-nowrap">{t.speed(Math.round(position.ground_speed_kt))}</Cell>
            <Cell>
              <Button
                look="quiet"
                className="min-h-9"
                aria-pressed={position.departure_id === chosen}
                aria-label={t.showOnMap(position.flight_id)}
                onClick={() => onChoose(position.departure_id)}
              >
                {t.show}
              </Button>
            </Cell>
          </tr>
        ))}
      </Table>
      {shown.length > mostRows && <p className="mt-3 text-sm text-soft">{t.more(shown.length - mostRows)}</p>}
    </Panel>
  );
}

/** `47.02° N 28.83° E`. */
function coordinates(lat: number, lon: number): string {
  return `${Math.abs(lat).toFixed(2)}° ${lat < 0 ? 'S' : 'N'} ${Math.abs(lon).toFixed(2)}° ${lon < 0 ? 'W' : 'E'}`;
}
