// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { Button, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type FormEvent, type ReactNode, useEffect } from 'react';
import { ErrorAlert } from '../error/error-alert.tsx';
import { fieldProblems } from './field-problems.ts';

interface FormProps<T extends Record<string, unknown>> {
  form: UseFormReturnType<T>;
  mutation: { mutate: (values: T) => void; error: Error | null; isPending?: boolean };
  /** Text of the button that sends the form; without it the children have one. */
  action?: string;
  children: ReactNode;
}

/** Fields and the button that sends them. What the server refuses is shown at its field, the rest above all. */
export function Form<T extends Record<string, unknown>>({ form, mutation, action, children }: FormProps<T>) {
  const { error } = mutation;
  const fields = error instanceof LavaError ? fieldProblems(error, Object.keys(form.getValues())) : {};
  const known = Object.keys(fields).length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- once for each refusal, whatever is typed afterwards
  useEffect(() => {
    if (known) form.setErrors(fields);
  }, [error]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    form.onSubmit(
      (values) => mutation.mutate(values),
      (problems) => form.getInputNode(Object.keys(problems)[0] ?? '')?.focus(),
    )(event);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {error && !known && <ErrorAlert error={error} />}
        {children}
        {action && (
          <Group justify="flex-end">
            <Button type="submit" loading={mutation.isPending ?? false}>
              {action}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
