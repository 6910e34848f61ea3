// SPDX-License-Identifier: Apache-2.0
import { type UseFormReturnType, useForm } from '@mantine/form';
import type * as z from 'zod';
import { plainProblem } from './plain-problem.ts';

/** A form whose values are checked by a schema of the protocol, the same one that the server uses; problems at their field. */
export function useSchemaForm<S extends z.ZodType<object, object>>(
  schema: S,
  initialValues: z.input<S> & Record<string, unknown>,
): UseFormReturnType<z.input<S> & Record<string, unknown>> {
  return useForm({
    mode: 'controlled',
    initialValues,
    validate: (values) => {
      const { error } = schema.safeParse(values, { error: plainProblem });
      const problems: Record<string, string> = {};
      // A problem with an entry of a list is shown at the list.
      for (const { path, message } of error?.issues ?? []) problems[String(path[0] ?? '')] ??= message;
      return problems;
    },
  });
}
