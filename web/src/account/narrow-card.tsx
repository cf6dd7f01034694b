import type { ReactNode } from 'react';
import { Card } from '../ui/card.tsx';
import { PageHeader } from '../ui/page-header.tsx';

/** A page that asks for one thing. */
export function NarrowCard({
  title,
  lead,
  children,
  below,
}: {
  title: string;
  lead?: string;
  children: ReactNode;
  below?: ReactNode;
}) {
  return (
    <div className="mx-auto w-full max-w-md sm:pt-6">
      <PageHeader title={title} lead={lead} />
      <Card className="p-5 sm:p-6">{children}</Card>
      {below !== undefined && <div className="mt-5 text-center text-[0.9375rem] text-soft">{below}</div>}
    </div>
  );
}
