import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { anyFlightQuery } from './calls.ts';
import { StartDemo } from './start-demo.tsx';
import { demoTexts } from './texts.ts';

/** On a system without any flights: where to get some. Nothing anywhere else. */
export function EmptySystem() {
  const t = useTexts(demoTexts);
  const { data: hasFlights } = useQuery(anyFlightQuery(useCall()));
  if (hasFlights !== false) return null;
  return (
    <div className="mt-8">
      <EmptyState title={t.empty} text={t.emptyText}>
        <StartDemo />
      </EmptyState>
    </div>
  );
}
