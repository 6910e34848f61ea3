// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from '@tanstack/react-query';
import type { JsonSchema } from '../lib/json-schema.ts';

/** JSON Schema of job definitions, as the server serves it to any editor. */
export function jobSchema() {
  return queryOptions({
    queryKey: ['job-schema'],
    queryFn: async (): Promise<JsonSchema> => {
      const response = await fetch('/api/schema/job');
      if (!response.ok) throw new Error(`/api/schema/job answered ${response.status}`);
      return response.json();
    },
    staleTime: Infinity,
  });
}
