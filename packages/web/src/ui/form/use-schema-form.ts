// SPDX-License-Identifier: Apache-2.0
import { type UseFormReturnType, useForm } from '@mantine/form';
import type * as z from 'zod';

/** A form whose values are checked by a schema of the protocol, the same one that the server uses; problems at their field. */
export function useSchemaForm<S extends z.ZodType<object, object>>(
  schema: S,
  initialValues: z.input<S> & Record<string, unknown>,
): UseFormReturnType<z.input<S> & Record<string, unknown>> {
  return useForm({
    mode: 'controlled',
    initialValues,
    validate: (values) => {
      const parsed = schema.safeParse(values);
      if (parsed.success) return {};
      return Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message]));
    },
  });
}
