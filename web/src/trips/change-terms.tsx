import type { ChangeQuote } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCall } from '../app/deps.ts';
import { sandboxQuery } from '../booking/calls.ts';
import { SandboxCards } from '../booking/sandbox-cards.tsx';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoney } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { tripTexts } from './texts.ts';

/** What a change costs or brings back, and the confirmation. */
export function ChangeTerms({
  quote,
  isBusy,
  onBack,
  onConfirm,
}: {
  quote: ChangeQuote;
  isBusy: boolean;
  onBack: () => void;
  onConfirm: (paymentToken: string | undefined) => void;
}) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const { data: cards } = useQuery(sandboxQuery(useCall()));
  const [card, setCard] = useState('approve');
  const money = (amountMinor: number) => formatMoney(amountMinor, quote.currency, language);
  const isPaid = quote.toPayMinor > 0;
  const hasCards = isPaid && cards !== null && cards !== undefined;
  const lines = [
    { name: t.difference, amount: quote.differenceMinor },
    { name: t.fee, amount: quote.feeMinor },
  ];
  return (
    <div className="grid gap-5">
      <p className="font-medium">
        {quote.flight.flightCode} · {quote.flight.departureDate}
      </p>
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5 rounded-lg bg-sunk p-4">
        {lines.map(({ name, amount }) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="text-right">{money(amount)}</dd>
          </div>
        ))}
        <dt className="font-semibold">{isPaid ? t.toPay : t.comesBack}</dt>
        <dd className="text-right text-xl font-semibold">
          {money(isPaid ? quote.toPayMinor : quote.refundAmountMinor)}
        </dd>
      </dl>
      {hasCards && <SandboxCards cards={cards} value={card} onChange={setCard} />}
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="secondary" onClick={onBack}>
          {t.back}
        </Button>
        <Button isBusy={isBusy} onClick={() => onConfirm(hasCards ? card : undefined)}>
          {t.changeNow}
        </Button>
      </div>
    </div>
  );
}
