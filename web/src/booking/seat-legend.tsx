import { useTexts } from '../i18n/use-texts.ts';
import { bookingTexts } from './texts.ts';

export function SeatLegend() {
  const t = useTexts(bookingTexts);
  const kinds = [
    { text: t.free, look: 'border-accent/60 bg-tint' },
    { text: t.chosen, look: 'border-accent bg-accent' },
    { text: t.exitRow, look: 'border-good bg-good-tint' },
    { text: t.taken, look: 'border-line bg-sunk' },
  ];
  return (
    <ul className="flex flex-wrap justify-center gap-x-5 gap-y-2 text-sm text-soft">
      {kinds.map(({ text, look }) => (
        <li key={text} className="flex items-center gap-2">
          <span aria-hidden="true" className={`size-4 rounded-t border ${look}`} />
          {text}
        </li>
      ))}
    </ul>
  );
}
