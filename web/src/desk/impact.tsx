import type { FlightResource, SeatMove } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/notice.tsx';
import { useProblemText } from '../ui/problem-text.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { impactQuery } from './calls.ts';
import { deskTexts } from './texts.ts';

/** Whom a change reaches, before it is made. */
export function Impact({ flight, aircraft }: { flight: FlightResource; aircraft: string | undefined }) {
  const t = useTexts(deskTexts);
  const problemText = useProblemText();
  const { data, error } = useQuery(impactQuery(useCall(), flight, aircraft));
  if (error !== null) return <Notice tone="warn">{problemText(error)}</Notice>;
  if (data === undefined) return <Skeleton className="h-20" />;
  return (
    <section aria-label={t.impact} className="rounded-lg border border-line bg-sunk px-4 py-3">
      <p className="font-medium" role="status">
        {data.travellers === 0 ? t.nobody : t.reaches(data.travellers)}
      </p>
      {data.travellers > 0 && (
        <p className="text-sm text-soft">{t.among(data.checked_in, data.tiered, data.with_requests)}</p>
      )}
      {aircraft !== undefined && data.moves !== undefined && <Moves moves={data.moves} />}
    </section>
  );
}

function Moves({ moves }: { moves: readonly SeatMove[] }) {
  const t = useTexts(deskTexts);
  const seatless = moves.filter(({ to }) => to === null).length;
  return (
    <>
      <p className="mt-2 text-sm">
        {t.moves(moves.length)}
        {seatless > 0 && <span className="font-medium text-bad"> {t.seatless(seatless)}</span>}
      </p>
      {moves.length > 0 && (
        <ul
          className="mt-1 grid max-h-32 grid-cols-2 gap-x-4 overflow-y-auto font-mono text-sm text-soft sm:grid-cols-3"
          tabIndex={0}
          aria-label={t.impact}
        >
          {moves.map(({ booking_id, from, to }) => (
            <li key={booking_id}>
              {booking_id} {from ?? '–'} → {to ?? '–'}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
