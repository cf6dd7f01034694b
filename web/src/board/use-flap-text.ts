import { useTexts } from '../i18n/use-texts.ts';
import { useStatusText } from '../ui/flight-status.tsx';
import { flapTexts } from './texts.ts';

/** The words of a status on a board. */
export function useFlapText(): (status: string) => string {
  const short = useTexts(flapTexts);
  const statusText = useStatusText();
  return (status) => short[status] ?? statusText(status);
}
