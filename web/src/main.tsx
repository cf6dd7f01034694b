import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createCall } from './api/call.ts';
import { createSend } from './api/send.ts';
import { AppContext } from './app/deps.ts';
import { createQueryClient } from './app/query-client.ts';
import { createAppRouter } from './app/router.ts';
import { createTheme } from './app/theme.ts';
import { LanguageProvider } from './i18n/language-provider.tsx';
import { createLive } from './live/live.ts';
import { isSomebodyElse } from './session/rules.ts';
import { createSession } from './session/session.ts';
import { Toaster } from './ui/toaster.tsx';
import { createToasts } from './ui/toasts.ts';
import './ui/theme.css';

const nowMs = () => performance.now();
const random = () => Math.random();

const toasts = createToasts();
const send = createSend(fetch.bind(window));
const session = createSession({
  send,
  storage: localStorage,
  locks: navigator.locks,
  channel: new BroadcastChannel('airside.session'),
  nowMs,
  epochMs: () => Date.now(),
  random,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});
const call = createCall(send, session);
const live = createLive({
  open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`),
  token: session.current,
  nowMs,
  random,
  newId: () => crypto.randomUUID(),
});
const cache = createQueryClient((error) => toasts.problem(error));
const router = createAppRouter(createTheme(localStorage, document.documentElement));

let before = session.state.get();
session.state.subscribe(() => {
  const after = session.state.get();
  if (isSomebodyElse(before, after)) {
    cache.clear();
    sessionStorage.clear();
    toasts.clear();
  }
  if (before.kind !== after.kind || isSomebodyElse(before, after)) live.restart();
  before = after;
});

/** Whoever goes to another page, by mouse, keyboard or voice, lands on its heading. */
router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
  if (fromLocation !== undefined && pathChanged) document.querySelector<HTMLElement>('main h1')?.focus();
});

const root = document.querySelector('#app');
if (root === null) throw new Error('the page has no place for the app');
createRoot(root).render(
  <StrictMode>
    <AppContext value={{ call, session, live, toasts }}>
      <QueryClientProvider client={cache}>
        <LanguageProvider>
          <RouterProvider router={router} />
          <Toaster toasts={toasts} />
        </LanguageProvider>
      </QueryClientProvider>
    </AppContext>
  </StrictMode>,
);
await session.restore();
