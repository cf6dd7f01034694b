import type { Cabin, FlightResource, HoldAnswer, OrderAnswer, PaymentMethod } from '@airside/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { Notice } from '../ui/notice.tsx';
import { holdSeats, placeOrder, sandboxQuery } from './calls.ts';
import { firstUnpaid, type Progress } from './flow.ts';
import { passengersOf } from './party.ts';
import { isDeclined, mayRepeat } from './pay.ts';
import { SandboxCards } from './sandbox-cards.tsx';
import { bookingTexts } from './texts.ts';

type Props = {
  flights: readonly FlightResource[];
  cabin: Cabin;
  progress: Progress;
  onBack: () => void;
  onOrdered: (leg: number, order: OrderAnswer) => void;
  /** With the same seats held anew, where nobody was faster. */
  onDeclined: (leg: number, hold: HoldAnswer | undefined) => void;
};

const methods = [
  'credit_card',
  'debit_card',
  'paypal',
  'bank_transfer',
  'miles',
] as const satisfies readonly PaymentMethod[];
/** How often a payment that is not decided yet is asked after, in milliseconds. */
const askAgainMs = 1500;
/** After that the trip tells how it went. */
const mostTries = 60;

/** Pays for what is held, flight by flight. */
export function PayStep({ flights, cabin, progress, onBack, onOrdered, onDeclined }: Props) {
  const t = useTexts(bookingTexts);
  const call = useCall();
  const cache = useQueryClient();
  const { data: cards } = useQuery(sandboxQuery(call));
  const [method, setMethod] = useState<PaymentMethod>('credit_card');
  const [card, setCard] = useState('approve');
  const [isPending, setPending] = useState(false);
  /** One purchase has one key, however often it is sent; another card is another purchase. */
  const key = useRef<string>(undefined);

  async function buy(leg: number): Promise<OrderAnswer> {
    const [flight, hold] = [flights[leg], progress.holds[leg]];
    if (flight === undefined || hold === undefined) throw new Error('nothing is held');
    const body = {
      flightId: flight.departure_id,
      cabin,
      passengers: passengersOf(progress.party),
      holdId: hold.holdId,
      paymentMethod: method,
      ...(cards === null || cards === undefined ? {} : { paymentToken: card }),
    };
    for (let tries = 1; ; tries += 1) {
      key.current ??= crypto.randomUUID();
      const answer = await placeOrder(call, body, key.current);
      if (answer.order.status !== 'PAYMENT_PENDING' || tries === mostTries) return answer;
      setPending(true);
      await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    }
  }

  /** The seats of a declined payment are free again: for another card they are taken once more. */
  async function holdAgain(leg: number): Promise<void> {
    const [flight, hold] = [flights[leg], progress.holds[leg]];
    if (flight === undefined || hold === undefined) return;
    const again = holdSeats(call, { flightId: flight.departure_id, seats: hold.seats });
    onDeclined(leg, await again.catch(() => undefined));
  }

  const pay = useMutation({
    async mutationFn() {
      for (let leg = firstUnpaid(progress); leg < flights.length; leg += 1) {
        const order = await buy(leg).catch(async (error: unknown) => {
          if (isDeclined(error)) await holdAgain(leg);
          throw error;
        });
        onOrdered(leg, order);
        key.current = undefined;
      }
    },
    onError(error) {
      if (!mayRepeat(error)) key.current = undefined;
    },
    onSettled: () => {
      setPending(false);
      void cache.invalidateQueries({ queryKey: ['trips'] });
    },
    meta: { isToldInPlace: true },
  });

  return (
    <Panel title={t.payment}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pay.isPending) pay.mutate();
        }}
      >
        <FormProblem error={pay.error} text={isDeclined(pay.error) ? t.declined : undefined} />
        {isPending && (
          <Notice tone="accent" isSpoken>
            {t.paymentPending}
          </Notice>
        )}
        <SelectField
          label={t.method}
          value={method}
          onChange={(event) => setMethod(methods.find((one) => one === event.target.value) ?? 'credit_card')}
        >
          {methods.map((one) => (
            <option key={one} value={one}>
              {t.methods[one]}
            </option>
          ))}
        </SelectField>
        {cards !== null && cards !== undefined && <SandboxCards cards={cards} value={card} onChange={setCard} />}
        <div className="flex flex-wrap justify-between gap-3 border-t border-line pt-5">
          <Button look="secondary" onClick={onBack} disabled={pay.isPending}>
            {t.back}
          </Button>
          <Button type="submit" isBusy={pay.isPending} className="max-sm:w-full">
            {t.payNow}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
