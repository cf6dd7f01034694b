import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Icon } from './icon.tsx';
import { uiTexts } from './texts.ts';

/** A window over the page: focus stays in it, Escape ends it, and goes back to where it came from. */
export function Dialog({
  title,
  isOpen,
  onClose,
  children,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useTexts(uiTexts);
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Base.Popup className="fixed inset-x-0 bottom-0 z-50 mx-auto grid max-h-[92dvh] w-full max-w-lg overflow-y-auto rounded-t-2xl border border-line bg-card shadow-raised sm:top-1/2 sm:bottom-auto sm:-translate-y-1/2 sm:rounded-2xl">
          <div className="flex items-center justify-between gap-4 border-b border-line px-5 py-3">
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            <Base.Close
              aria-label={t.close}
              className="-mr-2 grid size-10 place-items-center rounded-lg text-soft hover:bg-sunk hover:text-ink"
            >
              <Icon name="close" />
            </Base.Close>
          </div>
          <div className="p-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
