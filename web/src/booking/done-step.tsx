import type { FlightResource } from '@airside/contracts';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import type { PaidLeg } from './flow.ts';
import { ReceiptPanel } from './receipt-panel.tsx';
import { bookingTexts } from './texts.ts';

/** It is bought: the locator, what to do next, the receipt. */
export function DoneStep({
  flights,
  paid,
}: {
  flights: readonly FlightResource[];
  paid: readonly (PaidLeg | undefined)[];
}) {
  const t = useTexts(bookingTexts);
  const isPending = paid.some((each) => each?.isPending === true);
  return (
    <div className="grid gap-5">
      <Notice tone={isPending ? 'warn' : 'good'} isSpoken>
        {isPending ? t.stillPending : t.booked}
      </Notice>
      {paid.map((bought, leg) => {
        if (bought === undefined) return null;
        return (
          <div key={bought.departureId} className="grid gap-5">
            <Card className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5">
              <div>
                <p className="text-sm text-soft">
                  {t.locator} · {flights[leg]?.flight_id}
                </p>
                <p className="font-mono text-3xl font-semibold tracking-[0.15em]" data-locator>
                  {bought.pnr}
                </p>
              </div>
              <div className="flex flex-wrap gap-3">
                <Link to="/trips/$bookingId" params={{ bookingId: bought.bookingId }} className={buttonClass()}>
                  {t.toTrip}
                </Link>
                <Link
                  to="/flight/$flightId"
                  params={{ flightId: String(bought.departureId) }}
                  className={buttonClass('secondary')}
                >
                  {t.followFlight}
                </Link>
              </div>
            </Card>
            <ReceiptPanel bookingId={bought.bookingId} />
          </div>
        );
      })}
    </div>
  );
}
