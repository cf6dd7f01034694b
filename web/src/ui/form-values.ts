import type { FormEvent } from 'react';

/** Takes over a form's submission; answers its fields, trimmed but for passwords. */
export function takeForm(event: FormEvent<HTMLFormElement>): (name: string) => string {
  event.preventDefault();
  const form = event.currentTarget;
  const values = new FormData(form);
  return (name) => {
    const value = values.get(name);
    const text = typeof value === 'string' ? value : '';
    return name.toLowerCase().includes('password') ? text : text.trim();
  };
}

/** Puts the focus on the first control that is faulty, once it is marked. */
export function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
}
