// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { jobSchema } from '../../data/job-schema.ts';
import { queries } from '../../data/queries.ts';
import type { JsonSchema } from '../../lib/json-schema.ts';

/** The schema of jobs with what this lab has: its device types as values to complete. */
export function useLabSchema(): JsonSchema | undefined {
  const { data: schema } = useQuery(jobSchema());
  const { data: types } = useQuery(queries.deviceTypes());
  return useMemo(
    () => schema && withDeviceTypes(schema, types?.items.map(({ name }) => name) ?? []),
    [schema, types],
  );
}

/** Only for completion: the server decides which device types a job may name. */
export function withDeviceTypes(schema: JsonSchema, names: string[]): JsonSchema {
  const property = schema.properties?.device_type;
  if (!property || names.length === 0) return schema;
  return {
    ...schema,
    properties: { ...schema.properties, device_type: { ...property, enum: names } },
  };
}
