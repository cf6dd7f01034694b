import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from './class-names.ts';
import { Field, inputClass } from './field.tsx';
import { uiTexts } from './texts.ts';

export type Option = { value: string; label: ReactNode };

type Props = {
  label: string;
  text: string;
  onText: (text: string) => void;
  /** What the text may mean; undefined while that is looked up. */
  options: readonly Option[] | undefined;
  onChoose: (value: string) => void;
  placeholder?: string;
  fault?: string | undefined;
};

/** A text field with suggestions, by the ARIA pattern of an editable combobox: arrows move, Enter takes, Escape closes. */
export function Combobox({ label, text, onText, options, onChoose, placeholder, fault }: Props) {
  const t = useTexts(uiTexts);
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const shown = isOpen && text.trim() !== '' ? (options ?? []) : [];

  function choose(index: number): void {
    const option = shown[index];
    if (option === undefined) return;
    onChoose(option.value);
    setOpen(false);
    setActive(-1);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (shown.length > 0) setActive((active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length);
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      setOpen(false);
      setActive(-1);
    }
  }

  return (
    <Field label={label} fault={fault}>
      {(ids) => (
        <div className="relative">
          <input
            {...ids}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={shown.length > 0}
            aria-controls={listId}
            aria-activedescendant={shown[active] === undefined ? undefined : `${listId}-${active}`}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            value={text}
            className={inputClass}
            onChange={(event) => {
              onText(event.target.value);
              setOpen(true);
              setActive(-1);
            }}
            onFocus={(event) => event.target.select()}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
          />
          <ul
            id={listId}
            role="listbox"
            aria-label={label}
            hidden={shown.length === 0}
            className="absolute inset-x-0 top-full z-30 mt-1 max-h-80 overflow-y-auto rounded-xl border border-line bg-card p-1.5 shadow-raised sm:min-w-72"
          >
            {shown.map((option, index) => (
              <li
                key={option.value}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === active}
                className={classNames('rounded-lg px-3 py-2', index === active && 'bg-tint')}
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => setActive(index)}
                onClick={() => choose(index)}
              >
                {option.label}
              </li>
            ))}
          </ul>
          <p role="status" className="sr-only">
            {isOpen &&
              text.trim() !== '' &&
              options !== undefined &&
              (shown.length > 0 ? t.suggestions(shown.length) : t.noSuggestions)}
          </p>
        </div>
      )}
    </Field>
  );
}
