'use client';

import { type ReactNode, useId } from 'react';

interface Controlled {
  id: string;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
}

interface Props {
  label: string;
  /** What the service said of this field. */
  error?: string | undefined;
  className?: string;
  children: (control: Controlled) => ReactNode;
}

/** A control with its name above and what is wrong with it below, told to those who hear it too. */
export function Field({ label, error, className = '', children }: Props) {
  const id = useId();
  const problem = `${id}-problem`;
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id} className="xs ink2">
        {label}
      </label>
      {children({ id, ...(error === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': problem }) })}
      {error !== undefined && (
        <p id={problem} className="xs field-error">
          {error}
        </p>
      )}
    </div>
  );
}
