// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type FormEvent, type ReactNode, useEffect } from 'react';
import { ErrorAlert } from '../error/error-alert.tsx';
import { fieldProblems } from './field-problems.ts';

interface FormProps<T extends Record<string, unknown>> {
  form: UseFormReturnType<T>;
  mutation: { mutate: (values: T) => void; error: Error | null };
  children: ReactNode;
}

/** Fields and their buttons. What the server refuses is shown at its field, the rest above all. */
export function Form<T extends Record<string, unknown>>({ form, mutation, children }: FormProps<T>) {
  const { error } = mutation;
  const fields = error instanceof LavaError ? fieldProblems(error, Object.keys(form.getValues())) : {};
  const known = Object.keys(fields).length > 0;
  // Once for each refusal
  useEffect(() => {
    if (known) form.setErrors(fields);
  }, [error]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    form.onSubmit((values) => mutation.mutate(values))(event);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {error && !known && <ErrorAlert error={error} />}
        {children}
      </Stack>
    </form>
  );
}
