import type { BookingResource, FlightResource } from '@airside/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { RebookDialog } from './rebook-dialog.tsx';
import { actionsOf } from './rules.ts';
import { tripTexts } from './texts.ts';

/** What can be done with a booking now. */
export function TripActions({ booking, flight }: { booking: BookingResource; flight: FlightResource }) {
  const t = useTexts(tripTexts);
  const cache = useQueryClient();
  const [open, setOpen] = useState<'rebook' | 'change' | 'cancel'>();
  const may = actionsOf(booking.booking_status, flight.status);
  const isNothing = !may.rebook && !may.change && !may.cancel;

  /** Everything about this booking, its money and its seats is another now. */
  function refresh(): void {
    for (const queryKey of [['booking'], ['trips'], ['receipt'], ['seats'], ['flight']])
      void cache.invalidateQueries({ queryKey });
  }
  const dialog = { booking, isOpen: true, onClose: () => setOpen(undefined), onDone: refresh };

  return (
    <div className="no-print lg:sticky lg:top-20">
      <Panel title={t.manage}>
        <div className="grid gap-3">
          {may.rebook && <Notice tone="warn">{t.needsRebooking}</Notice>}
          {may.rebook && <Button onClick={() => setOpen('rebook')}>{t.rebook}</Button>}
          {may.change && (
            <Button look="secondary" onClick={() => setOpen('change')}>
              {t.change}
            </Button>
          )}
          {may.cancel && (
            <Button look="danger" onClick={() => setOpen('cancel')}>
              {t.cancel}
            </Button>
          )}
          {isNothing && <p className="text-soft">{t.nothingToDo}</p>}
        </div>
      </Panel>
      {open === 'cancel' && <CancelDialog {...dialog} />}
      {open === 'change' && <ChangeDialog {...dialog} flight={flight} />}
      {open === 'rebook' && <RebookDialog {...dialog} />}
    </div>
  );
}
