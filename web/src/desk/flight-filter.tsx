import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { takeForm } from '../ui/form-values.ts';
import { deskTexts } from './texts.ts';

const deskRoute = getRouteApi('/desk');

/** Narrows a part of the desk to one flight. */
export function FlightFilter({ flight }: { flight: string | undefined }) {
  const t = useTexts(deskTexts);
  const navigate = useNavigate();
  const { part } = deskRoute.useSearch();
  const show = (code: string) =>
    void navigate({
      to: '/desk',
      search: { ...(part === undefined ? {} : { part }), ...(code === '' ? {} : { flight: code.toUpperCase() }) },
    });
  return (
    <form key={flight ?? ''} className="flex items-end gap-2" onSubmit={(event) => show(takeForm(event)('flight'))}>
      <TextField
        label={t.flightCode}
        name="flight"
        defaultValue={flight ?? ''}
        placeholder="FL001"
        autoCapitalize="characters"
        className="w-36"
        spellCheck={false}
      />
      <Button type="submit" look="secondary">
        {t.find}
      </Button>
      {flight !== undefined && (
        <Button look="quiet" onClick={() => show('')}>
          {t.all}
        </Button>
      )}
    </form>
  );
}
