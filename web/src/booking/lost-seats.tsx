import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { bookingTexts } from './texts.ts';

/** Somebody was faster: says so, and offers what is free nearby. */
export function LostSeats({
  lost,
  offers,
  onTake,
}: {
  lost: readonly string[];
  offers: readonly string[];
  onTake: (name: string) => void;
}) {
  const t = useTexts(bookingTexts);
  return (
    <Notice tone="bad" isSpoken>
      <p className="font-medium">{t.lost(lost.join(', '))}</p>
      {offers.length > 0 && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <span>{t.freeNearby}</span>
          {offers.map((name) => (
            <Button
              key={name}
              look="secondary"
              className="min-h-9 px-3"
              aria-label={t.takeSeat(name)}
              onClick={() => onTake(name)}
            >
              {name}
            </Button>
          ))}
        </div>
      )}
    </Notice>
  );
}
