import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { anyFlightQuery } from './calls.ts';
import { demoTexts } from './texts.ts';

const StartDemo = lazy(async () => ({ default: (await import('./start-demo.tsx')).StartDemo }));

/** On a system without any flights: where to get some. Nothing anywhere else. */
export function EmptySystem() {
  const t = useTexts(demoTexts);
  const { data: hasFlights } = useQuery(anyFlightQuery(useCall()));
  if (hasFlights !== false) return null;
  return (
    <div className="mt-8">
      <EmptyState title={t.empty} text={t.emptyText}>
        <Suspense>
          <StartDemo />
        </Suspense>
      </EmptyState>
    </div>
  );
}
