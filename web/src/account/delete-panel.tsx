import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { turnOffPush } from '../preferences/push.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { profileTexts } from './profile-texts.ts';

export function DeletePanel() {
  const t = useTexts(profileTexts);
  const { call, session } = useApp();
  const [isOpen, setOpen] = useState(false);
  const remove = useMutation({
    async mutationFn() {
      await call('DELETE', '/api/auth/me');
      await turnOffPush().catch(() => undefined);
      // The session has ended with the account; this clears the browser.
      await session.signOut().catch(() => undefined);
    },
  });
  return (
    <Panel title={t.remove}>
      <div className="grid gap-4">
        <p className="text-soft">{t.removeLead}</p>
        <Button look="danger" className="justify-self-start" onClick={() => setOpen(true)}>
          {t.removeNow}
        </Button>
      </div>
      {isOpen && (
        <Dialog title={t.remove} isOpen onClose={() => setOpen(false)}>
          <div className="grid gap-5">
            <p>{t.removeSure}</p>
            <div className="flex flex-wrap justify-end gap-3">
              <Button look="secondary" onClick={() => setOpen(false)}>
                {t.keep}
              </Button>
              <Button look="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
                {t.removeNow}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </Panel>
  );
}
