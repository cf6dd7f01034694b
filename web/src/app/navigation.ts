import type { LinkProps } from '@tanstack/react-router';
import type { SessionState } from '../session/rules.ts';
import { isStaffSession } from '../session/rules.ts';
import type { appTexts } from './texts.ts';

type Entry = {
  to: NonNullable<LinkProps['to']>;
  text: 'search' | 'trips' | 'board' | 'map' | 'desk' | 'systemPage' | 'reports';
  audience: 'everybody' | 'staff' | 'ops';
};

const entries: readonly Entry[] = [
  { to: '/', text: 'search', audience: 'everybody' },
  { to: '/trips', text: 'trips', audience: 'everybody' },
  { to: '/board', text: 'board', audience: 'everybody' },
  { to: '/map', text: 'map', audience: 'everybody' },
  { to: '/desk', text: 'desk', audience: 'ops' },
  { to: '/system', text: 'systemPage', audience: 'staff' },
  { to: '/reports', text: 'reports', audience: 'staff' },
];

/** The entries of the main menu, for whoever is signed in. */
export function navigationOf(session: SessionState, t: (typeof appTexts)['en']) {
  return entries
    .filter(
      ({ audience }) => audience === 'everybody' || (audience === 'ops' ? isOps(session) : isStaffSession(session)),
    )
    .map(({ to, text }) => ({ to, label: t[text] }));
}

function isOps(session: SessionState): boolean {
  return session.kind === 'signedIn' && session.roles.some((role) => role === 'ops' || role === 'admin');
}
