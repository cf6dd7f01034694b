import { useTexts } from '../i18n/use-texts.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { statusKey } from '../ui/status-key.ts';
import { tripTexts } from './texts.ts';

const tones: Readonly<Partial<Record<string, Tone>>> = {
  CONFIRMED: 'good',
  CHECKED_IN: 'accent',
  NEEDS_REBOOKING: 'bad',
  PENDING: 'warn',
  PAYMENT_PENDING: 'warn',
};

/** How a booking stands, in either API's words: `Canceled` and `CANCELLED` are the same. */
export function BookingStatus({ status }: { status: string }) {
  const texts: Readonly<Record<string, string>> = useTexts(tripTexts).statuses;
  const key = statusKey(status);
  return <Badge tone={tones[key] ?? 'neutral'}>{texts[key] ?? status}</Badge>;
}
