import type { BookingResource } from '@airside/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useAirports } from '../airports/use-airports.ts';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatDay, formatDuration, splitLocal } from '../time/local-time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { rebook, rebookingQuery } from './calls.ts';
import { tripTexts } from './texts.ts';

type Props = { booking: BookingResource; isOpen: boolean; onClose: () => void; onDone: () => void };

/** Flights in place of a cancelled one, at no charge; the whole party moves together. */
export function RebookDialog({ booking, isOpen, onClose, onDone }: Props) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const call = useCall();
  const key = useRef(crypto.randomUUID());
  const { data, error, refetch } = useQuery(rebookingQuery(call, booking.booking_id));
  const options = data?.options ?? [];
  const airports = useAirports(options.flatMap(({ origin, destination }) => [origin, destination]));
  const take = useMutation({
    mutationFn: (departureId: number) => rebook(call, booking.booking_id, departureId, `${key.current}-${departureId}`),
    onSuccess: onDone,
    onError: () => void refetch(),
    meta: { isToldInPlace: true },
  });
  return (
    <Dialog title={t.rebookTitle} isOpen={isOpen} onClose={onClose}>
      {take.isSuccess ? (
        <div className="grid gap-5">
          <Notice tone="good" isSpoken>
            {t.rebooked(take.data.flight.flightCode)}
          </Notice>
          <Button onClick={onClose}>{t.close}</Button>
        </div>
      ) : (
        <div className="grid gap-4">
          <FormProblem error={take.error ?? error} />
          <p className="text-soft">{t.rebookLead(data?.bookings.length ?? 1)}</p>
          {data === undefined && error === null && <Skeleton className="h-40" />}
          {data !== undefined && options.length === 0 && <Notice tone="warn">{t.noOptions}</Notice>}
          <ol className="grid gap-3">
            {options.map((option) => {
              const departure = airports.local(option.departureAt, option.origin);
              const arrival = airports.local(option.arrivalAt, option.destination);
              return (
                <li
                  key={option.departureId}
                  className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-4"
                >
                  <div>
                    <p className="font-medium">
                      {formatDay(splitLocal(departure).day, language)}, {splitLocal(departure).clock} –{' '}
                      {splitLocal(arrival).clock}
                    </p>
                    <p className="text-sm text-soft">
                      {option.flightCode} · {option.origin} – {option.destination} · {option.airline}
                    </p>
                    <p className="mt-1.5 flex flex-wrap gap-2">
                      {option.rank === 1 && <Badge tone="good">{t.bestOption}</Badge>}
                      <Badge>
                        {option.arrivalDifferenceMinutes <= 0
                          ? t.notLater
                          : t.later(formatDuration(option.arrivalDifferenceMinutes))}
                      </Badge>
                    </p>
                  </div>
                  <Button
                    look={option.rank === 1 ? 'primary' : 'secondary'}
                    isBusy={take.isPending}
                    aria-label={t.chooseOf(option.flightCode)}
                    onClick={() => take.mutate(option.departureId)}
                  >
                    {t.choose}
                  </Button>
                </li>
              );
            })}
          </ol>
        </div>
      )}
    </Dialog>
  );
}
