import { Link } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { buttonClass } from '../ui/button.tsx';
import type { SearchParams } from './rules.ts';
import { resultTexts } from './result-texts.ts';

export function Pages({ search, page, pages }: { search: SearchParams; page: number; pages: number }) {
  const t = useTexts(resultTexts);
  if (pages <= 1) return null;
  return (
    <nav aria-label={t.page(page, pages)} className="mt-6 flex items-center justify-center gap-4">
      {page > 1 && (
        <Link to="/search" search={{ ...search, page: page - 1 }} className={buttonClass('secondary')}>
          {t.previous}
        </Link>
      )}
      <span className="text-soft">{t.page(page, pages)}</span>
      {page < pages && (
        <Link to="/search" search={{ ...search, page: page + 1 }} className={buttonClass('secondary')}>
          {t.next}
        </Link>
      )}
    </nav>
  );
}
