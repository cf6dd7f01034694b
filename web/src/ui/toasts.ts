import { createStore, type Store } from '../app/store.ts';

export type Toast = {
  id: number;
  kind: 'done' | 'problem';
  text: string;
  /** By which an engineer finds what went wrong; empty where there is none. */
  requestId: string;
};

export type Toasts = {
  readonly list: Store<readonly Toast[]>;
  done(text: string): void;
  problem(text: string, requestId?: string): void;
  dismiss(id: number): void;
  clear(): void;
};

/** More would cover the page. */
const mostShown = 3;

export function createToasts(): Toasts {
  const list = createStore<readonly Toast[]>([]);
  let last = 0;
  function add(toast: Omit<Toast, 'id'>): void {
    last += 1;
    list.set([...list.get(), { ...toast, id: last }].slice(-mostShown));
  }
  return {
    list,
    done: (text) => add({ kind: 'done', text, requestId: '' }),
    problem: (text, requestId = '') => add({ kind: 'problem', text, requestId }),
    dismiss: (id) => list.set(list.get().filter((toast) => toast.id !== id)),
    clear: () => list.set([]),
  };
}
