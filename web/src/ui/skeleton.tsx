import { classNames } from './class-names.ts';

/** Where something is about to be. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      data-skeleton
      className={classNames('pulse-soft rounded-lg bg-line/70', className ?? 'h-4 w-full')}
    />
  );
}

/** Rows of a list that is on its way. */
export function SkeletonList({
  rows = 4,
  label,
  rowClass = 'h-24',
}: {
  rows?: number;
  label: string;
  rowClass?: string;
}) {
  return (
    <div role="status" aria-label={label} className="grid gap-3">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} className={classNames('rounded-xl', rowClass)} />
      ))}
    </div>
  );
}
