import { createContext, use } from 'react';
import type { Call } from '../api/call.ts';
import type { Live } from '../live/live.ts';
import type { SessionState } from '../session/rules.ts';
import type { Session } from '../session/session.ts';
import type { Toasts } from '../ui/toasts.ts';
import { useStore } from './store.ts';

/** What the screens work with; made once, in main.tsx. */
export type AppDeps = { call: Call; session: Session; live: Live; toasts: Toasts };

export const AppContext = createContext<AppDeps | undefined>(undefined);

export function useApp(): AppDeps {
  const deps = use(AppContext);
  if (deps === undefined) throw new Error('outside of the app');
  return deps;
}

export function useCall(): Call {
  return useApp().call;
}

export function useSession(): SessionState {
  return useStore(useApp().session.state);
}
