import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { buttonClass } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import { useSession } from './deps.ts';
import { navigationOf } from './navigation.ts';
import { appTexts } from './texts.ts';
import { UnreadLink } from './unread-link.tsx';

const tabClass =
  'flex min-h-11 items-center rounded-lg px-3 text-[0.9375rem] text-soft hover:text-ink aria-[current=page]:bg-tint aria-[current=page]:font-medium aria-[current=page]:text-accent-deep';

export function SiteHeader() {
  const t = useTexts(appTexts);
  const session = useSession();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  const links = navigationOf(session, t);

  return (
    <header className="no-print sticky top-0 z-30 border-b border-line bg-card/95 backdrop-blur-sm">
      <div className="mx-auto flex h-16 w-full max-w-6xl items-center gap-2 px-4 sm:px-6">
        <Link to="/" className="mr-4 flex items-center gap-2.5 rounded-lg text-lg font-semibold tracking-tight">
          <img src="/icon.svg" alt="" width="30" height="30" />
          Airside
        </Link>
        <nav
          aria-label={t.main}
          id="main-menu"
          className={classNames(
            'lg:static lg:flex lg:border-0 lg:bg-transparent lg:p-0',
            'absolute inset-x-0 top-16 border-b border-line bg-card p-3',
            !isOpen && 'max-lg:hidden',
          )}
        >
          <ul className="grid gap-1 lg:flex">
            {links.map(({ to, label }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: to === '/' }} className={tabClass}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="ml-auto flex items-center gap-1">
          {session.kind === 'signedIn' && (
            <>
              <UnreadLink />
              <Link
                to="/account"
                className={classNames(tabClass, 'gap-2')}
                aria-label={`${t.account} ${session.username}`}
                title={session.username}
              >
                <Icon name="person" />
                <span aria-hidden="true" className="hidden max-w-32 truncate sm:inline">
                  {session.username}
                </span>
              </Link>
            </>
          )}
          {session.kind === 'anonymous' && (
            <Link to="/account/sign-in" className={buttonClass('secondary')}>
              {t.signIn}
            </Link>
          )}
          <button
            type="button"
            aria-label={t.menu}
            aria-expanded={isOpen}
            aria-controls="main-menu"
            onClick={() => setOpen(!isOpen)}
            className="grid size-11 place-items-center rounded-lg hover:bg-sunk lg:hidden"
          >
            <Icon name={isOpen ? 'close' : 'menu'} />
          </button>
        </div>
      </div>
    </header>
  );
}
