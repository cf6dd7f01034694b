import { type ReactNode, useEffect } from 'react';

/** The heading of a page, which is also its title in the browser. Whoever navigates here lands on it. */
export function PageHeader({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} – Airside`;
  }, [title]);
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none sm:text-[1.75rem]">
          {title}
        </h1>
        {lead !== undefined && <div className="mt-1 text-soft">{lead}</div>}
      </div>
      {children}
    </header>
  );
}
