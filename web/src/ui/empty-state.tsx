import type { ReactNode } from 'react';
import { Card } from './card.tsx';

/** There is nothing here, and what to do about it. */
export function EmptyState({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <Card className="grid justify-items-center gap-3 px-6 py-12 text-center">
      <svg viewBox="0 0 64 24" className="w-24 text-edge" fill="none" stroke="currentColor" aria-hidden="true">
        <path d="M2 22C14 6 38 2 54 9" strokeWidth="1.5" strokeDasharray="3 4" strokeLinecap="round" />
        <path d="m52 4 9 6.500-10 3 2.500-4.500z" fill="currentColor" strokeLinejoin="round" />
      </svg>
      <h2 className="text-lg font-semibold">{title}</h2>
      {text !== undefined && <p className="max-w-prose text-soft">{text}</p>}
      {children}
    </Card>
  );
}
