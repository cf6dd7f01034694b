import { createStore, type Store } from './store.ts';

/** `system`: as the browser has it. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'airside.theme';

/** The chosen theme, kept in this browser and put on the page's root element. */
export function createTheme(storage: Pick<Storage, 'getItem' | 'setItem'>, root: HTMLElement): Store<Theme> {
  const kept = themes.find((theme) => theme === storage.getItem(key)) ?? 'system';
  const store = createStore<Theme>(kept);
  function show(): void {
    const theme = store.get();
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
  }
  store.subscribe(() => {
    storage.setItem(key, store.get());
    show();
  });
  show();
  return store;
}
