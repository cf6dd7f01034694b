import { useSyncExternalStore } from 'react';

const dark = () => matchMedia('(prefers-color-scheme: dark)');

/** Light or dark as it is shown now: for what is drawn, which does not follow the theme by itself. */
export function useScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, read);
}

function read(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return dark().matches ? 'dark' : 'light';
}

function subscribe(tell: () => void): () => void {
  const query = dark();
  const watch = new MutationObserver(tell);
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  query.addEventListener('change', tell);
  return () => {
    watch.disconnect();
    query.removeEventListener('change', tell);
  };
}
