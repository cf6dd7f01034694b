import { createStore, type Store } from '../app/store.ts';

/** What to say, or what went wrong, which is put into words where it is shown. */
type Message = { kind: 'done'; text: string } | { kind: 'problem'; error: unknown };
export type Toast = Message & { id: number };

export type Toasts = {
  readonly list: Store<readonly Toast[]>;
  done(text: string): void;
  problem(error: unknown): void;
  dismiss(id: number): void;
  clear(): void;
};

/** More would cover the page. */
const mostShown = 3;

export function createToasts(): Toasts {
  const list = createStore<readonly Toast[]>([]);
  let last = 0;
  function add(message: Message): void {
    last += 1;
    list.set([...list.get(), { ...message, id: last }].slice(-mostShown));
  }
  return {
    list,
    done: (text) => add({ kind: 'done', text }),
    problem: (error) => add({ kind: 'problem', error }),
    dismiss: (id) => list.set(list.get().filter((toast) => toast.id !== id)),
    clear: () => list.set([]),
  };
}
