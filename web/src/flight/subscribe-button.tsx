import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useApp, useSession } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { subscriptionsQuery } from './calls.ts';
import { flightTexts } from './texts.ts';

/** To be told about a flight, or no longer. */
export function SubscribeButton({ code, isSubscribed }: { code: string; isSubscribed: boolean }) {
  const t = useTexts(flightTexts);
  const { call, live } = useApp();
  const session = useSession();
  const cache = useQueryClient();
  const { href } = useLocation();
  const userId = session.kind === 'signedIn' ? session.userId : 0;
  const toggle = useMutation({
    mutationFn: () => (isSubscribed ? live.unsubscribe(code) : live.subscribe(code)),
    onSettled: () => cache.invalidateQueries(subscriptionsQuery(call, userId)),
  });
  if (session.kind !== 'signedIn')
    return (
      <Link to="/account/sign-in" search={{ next: href }} className={buttonClass('secondary')}>
        <Icon name="bell" />
        {t.signInToSubscribe}
      </Link>
    );
  return (
    <Button
      look={isSubscribed ? 'secondary' : 'primary'}
      aria-pressed={isSubscribed}
      isBusy={toggle.isPending}
      onClick={() => toggle.mutate()}
    >
      <Icon name={isSubscribed ? 'check' : 'bell'} />
      {isSubscribed ? t.subscribed : t.subscribe}
    </Button>
  );
}
