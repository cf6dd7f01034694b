import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A table that scrolls by itself where the page is narrower, by keyboard too. */
export function Table({
  caption,
  head,
  headClass = () => undefined,
  children,
}: {
  caption: string;
  head: readonly ReactNode[];
  /** How the head of a column differs from the others, by its place. */
  headClass?: (column: number) => string | undefined;
  children: ReactNode;
}) {
  return (
    <section aria-label={caption} className="overflow-x-auto" tabIndex={0}>
      <table className="w-full text-left text-[0.9375rem]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-sm text-soft">
            {head.map((cell, index) => (
              <th key={index} scope="col" className={classNames('py-2 pr-4 font-medium last:pr-0', headClass(index))}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  );
}

/** For the last column: what can be done stays in reach while the rest is scrolled. */
export const stickyEnd = 'sticky right-0 bg-page pl-2';

export function Cell({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={classNames('py-2.5 pr-4 align-top last:pr-0', className)} />;
}
