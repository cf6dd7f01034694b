import { StartDemo } from '../demo/start-demo.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { boardTexts } from './texts.ts';

export function EmptyBoard() {
  const t = useTexts(boardTexts);
  return (
    <EmptyState title={t.empty} text={t.emptyText}>
      <StartDemo />
    </EmptyState>
  );
}
