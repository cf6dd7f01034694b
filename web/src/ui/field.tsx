import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

export const inputClass =
  'w-full min-h-11 rounded-lg border border-edge/60 bg-card px-3 text-[0.9375rem] text-ink placeholder:text-soft ' +
  'hover:border-edge focus-visible:border-accent aria-invalid:border-bad';

/** Ids that tie a control to its label, hint and fault. */
export type ControlIds = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, in the reader's language. */
  fault?: string | undefined;
  className?: string;
  /** For labels that the place of the control tells those who see. */
  isLabelHidden?: boolean;
  children: (ids: ControlIds) => ReactNode;
};

/** A control with its label, a hint and what is wrong with it. */
export function Field({ label, hint, fault, className, isLabelHidden = false, children }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`].join(' ').trim();
  return (
    <div className={classNames('grid content-start gap-1.5', className)}>
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': fault === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} className="text-sm text-bad">
          {fault}
        </p>
      )}
    </div>
  );
}

type Around = Omit<FieldProps, 'children'>;

export function TextField({
  label,
  hint,
  fault,
  className,
  isLabelHidden,
  ...input
}: Around & ComponentProps<'input'>) {
  return (
    <Field {...definedOf({ label, hint, fault, className, isLabelHidden })}>
      {(ids) => <input type="text" {...input} {...ids} className={inputClass} />}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  fault,
  className,
  isLabelHidden,
  children,
  ...select
}: Around & ComponentProps<'select'>) {
  return (
    <Field {...definedOf({ label, hint, fault, className, isLabelHidden })}>
      {(ids) => (
        <select {...select} {...ids} className={classNames(inputClass, 'pr-8')}>
          {children}
        </select>
      )}
    </Field>
  );
}

/** A choice of yes or no, with its label beside it. */
export function CheckField({ label, hint, className, ...input }: Omit<Around, 'fault'> & ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className={classNames('flex gap-3', className)}>
      <input
        {...input}
        id={id}
        type="checkbox"
        className="mt-0.5 size-5 shrink-0 accent-accent"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <div className="grid gap-0.5">
        <label htmlFor={id} className="text-[0.9375rem]">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-sm text-soft">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

function definedOf({
  label,
  hint,
  fault,
  className,
  isLabelHidden,
}: {
  label: ReactNode;
  hint: ReactNode;
  fault: string | undefined;
  className: string | undefined;
  isLabelHidden: boolean | undefined;
}): Around {
  return {
    label,
    fault,
    ...(hint === undefined ? {} : { hint }),
    ...(className === undefined ? {} : { className }),
    ...(isLabelHidden === undefined ? {} : { isLabelHidden }),
  };
}
