import type { BookingResource } from '@airside/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoney } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { cancel, quoteCancellation } from './calls.ts';
import { tripTexts } from './texts.ts';

type Props = { booking: BookingResource; isOpen: boolean; onClose: () => void; onDone: () => void };

/** What would come back first, then the cancellation. */
export function CancelDialog({ booking, isOpen, onClose, onDone }: Props) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const call = useCall();
  const [isAll, setAll] = useState(false);
  const scope = isAll ? 'order' : 'booking';
  const id = booking.booking_id;
  const quote = useQuery({
    queryKey: ['cancellation-quote', id, scope],
    queryFn: () => quoteCancellation(call, id, scope),
    // A quote ends by itself, and is worth nothing later.
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const confirm = useMutation({
    mutationFn: (quoteId: string) => cancel(call, id, quoteId),
    onSuccess: onDone,
    onError: () => void quote.refetch(),
    meta: { isToldInPlace: true },
  });
  const money = (amountMinor: number) => formatMoney(amountMinor, booking.currency, language);

  return (
    <Dialog title={t.cancelTitle} isOpen={isOpen} onClose={onClose}>
      {confirm.isSuccess ? (
        <div className="grid gap-5">
          <Notice tone="good" isSpoken>
            {t.cancelled(money(confirm.data.refundAmountMinor))}
          </Notice>
          <Button onClick={onClose}>{t.close}</Button>
        </div>
      ) : (
        <div className="grid gap-5">
          <FormProblem error={confirm.error ?? quote.error} />
          <CheckField
            label={t.cancelAll}
            hint={t.cancelAllHint}
            checked={isAll}
            onChange={(event) => setAll(event.target.checked)}
          />
          {quote.data === undefined && quote.error === null && <Skeleton className="h-28" />}
          {quote.data !== undefined && (
            <div role="status" className="rounded-lg bg-sunk p-4">
              <p className="flex items-baseline justify-between gap-4">
                <span>{t.comesBack}</span>
                <span className="text-2xl font-semibold">{money(quote.data.refundAmountMinor)}</span>
              </p>
              <p className="flex items-baseline justify-between gap-4 text-soft">
                <span>{t.fee}</span>
                <span>{money(quote.data.feeMinor)}</span>
              </p>
              <ul className="mt-2 text-sm text-soft">
                {quote.data.reasons.map(({ reason, farePercent }) => (
                  <li key={`${reason}-${farePercent}`}>{t.refundReasons[reason](farePercent)}</li>
                ))}
              </ul>
            </div>
          )}
          <div className="flex flex-wrap justify-end gap-3">
            <Button look="secondary" onClick={onClose}>
              {t.keep}
            </Button>
            <Button
              look="danger"
              isBusy={confirm.isPending}
              disabled={quote.data === undefined}
              onClick={() => (quote.data === undefined ? undefined : confirm.mutate(quote.data.quoteId))}
            >
              {t.cancelNow}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
