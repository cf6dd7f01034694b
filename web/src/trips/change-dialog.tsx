import type { BookingResource, ChangeQuote, FlightResource } from '@airside/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { isDeclined } from '../booking/pay.ts';
import { itinerariesQuery } from '../search/calls.ts';
import { addDays, formatMoney, splitLocal } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { change, quoteChange } from './calls.ts';
import { ChangeTerms } from './change-terms.tsx';
import { tripTexts } from './texts.ts';

type Props = {
  booking: BookingResource;
  flight: FlightResource;
  isOpen: boolean;
  onClose: () => void;
  onDone: () => void;
};

/** Another flight on the same way: a day, the flights of it, what that costs, and then the change. */
export function ChangeDialog({ booking, flight, isOpen, onClose, onDone }: Props) {
  const t = useTexts(tripTexts);
  const call = useCall();
  const [date, setDate] = useState(addDays(booking.departure_date, 1));
  const [quote, setQuote] = useState<ChangeQuote>();
  const ask = useMutation({
    mutationFn: (departureId: number) => quoteChange(call, booking.booking_id, { flightId: departureId }),
    onSuccess: setQuote,
    meta: { isToldInPlace: true },
  });
  const confirm = useMutation({
    mutationFn: (body: { quoteId: string; paymentToken?: string }) => change(call, booking.booking_id, body),
    onSuccess: onDone,
    meta: { isToldInPlace: true },
  });

  if (confirm.isSuccess)
    return (
      <Dialog title={t.changeTitle} isOpen={isOpen} onClose={onClose}>
        <div className="grid gap-5">
          <Notice tone="good" isSpoken>
            {confirm.data.flight === undefined ? t.changePending : t.changed(confirm.data.flight.flightCode)}
          </Notice>
          <Button onClick={onClose}>{t.close}</Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t.changeTitle} isOpen={isOpen} onClose={onClose}>
      <div className="grid gap-5">
        <FormProblem error={confirm.error ?? ask.error} text={isDeclined(confirm.error) ? t.declined : undefined} />
        {quote === undefined ? (
          <>
            <TextField label={t.newDay} type="date" value={date} onChange={(event) => setDate(event.target.value)} />
            <Choices flight={flight} date={date} isBusy={ask.isPending} onChoose={(id) => ask.mutate(id)} />
          </>
        ) : (
          <ChangeTerms
            quote={quote}
            isBusy={confirm.isPending}
            onBack={() => {
              setQuote(undefined);
              confirm.reset();
            }}
            onConfirm={(paymentToken) =>
              confirm.mutate({ quoteId: quote.quoteId, ...(paymentToken === undefined ? {} : { paymentToken }) })
            }
          />
        )}
      </div>
    </Dialog>
  );
}

/** Direct flights of a day on the same way. */
function Choices({
  flight,
  date,
  isBusy,
  onChoose,
}: {
  flight: FlightResource;
  date: string;
  isBusy: boolean;
  onChoose: (departureId: number) => void;
}) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const query = {
    from: flight.origin,
    to: flight.destination,
    date,
    passengers: 1,
    maxStops: 0,
    sort: 'departure' as const,
    page: 1,
    pageSize: 20,
  };
  const { data, error } = useQuery(itinerariesQuery(useCall(), date === '' ? undefined : query));
  if (error !== null) return <FormProblem error={error} />;
  if (data === undefined) return <Skeleton className="h-24" />;
  const others = data.itineraries
    .flatMap(({ segments }) => segments)
    .filter(({ departureId }) => departureId !== flight.departure_id);
  if (others.length === 0) return <Notice>{t.noOtherFlights}</Notice>;
  return (
    <ul className="grid gap-2">
      {others.map((segment) => (
        <li
          key={segment.departureId}
          className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line px-4 py-2.5"
        >
          <span>
            <span className="font-medium">
              {splitLocal(segment.departure).clock} – {splitLocal(segment.arrival).clock}
            </span>
            <span className="block text-sm text-soft">
              {segment.flightCode} · {formatMoney(segment.priceMinor, flight.currency, language)}
            </span>
          </span>
          <Button
            look="secondary"
            isBusy={isBusy}
            aria-label={t.chooseOf(segment.flightCode)}
            onClick={() => onChoose(segment.departureId)}
          >
            {t.choose}
          </Button>
        </li>
      ))}
    </ul>
  );
}
