import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';
import { useApp, useSession } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { loadFlights, startDay } from './calls.ts';
import { demoTexts } from './texts.ts';

/** Minutes of the day in a minute. */
const usualSpeed = 60;

/** Something to look at where there is nothing yet: flights for everybody, and a day in the air for admins. */
export function StartDemo() {
  const t = useTexts(demoTexts);
  const session = useSession();
  const isAdmin = session.kind === 'signedIn' && session.roles.includes('admin');
  const loading = useDemoCall(loadFlights, t.loaded);
  const starting = useDemoCall((call) => startDay(call, usualSpeed), t.started);
  return (
    <div className="flex flex-wrap justify-center gap-3">
      <Button onClick={() => loading.mutate()} isBusy={loading.isPending}>
        {t.load}
      </Button>
      {isAdmin && (
        <Button look="secondary" onClick={() => starting.mutate()} isBusy={starting.isPending}>
          {t.day}
        </Button>
      )}
    </div>
  );
}

/** A call that changes which flights there are: everything that shows some asks anew. */
export function useDemoCall(make: (call: Call) => Promise<unknown>, done: string) {
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => make(call),
    async onSuccess() {
      toasts.done(done);
      await cache.invalidateQueries();
    },
  });
}
