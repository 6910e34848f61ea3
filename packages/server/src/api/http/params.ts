// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import * as z from 'zod';

/** Largest number that the column holds and JavaScript can express. */
export const JobParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
export const NameParams = z.object({ name: Name });

/** `If-Match` of a text: the version that the writer has seen, as its `ETag` said. */
export const IfMatch = z.looseObject({
  'if-match': z
    .string()
    .regex(/^(W\/)?"?\d{1,9}"?$|^\*$/, 'must be the number of a version, in quotation marks')
    .optional(),
});

/** Undefined for none and for `*`, which means any. */
export function expectedVersion({ 'if-match': value }: z.infer<typeof IfMatch>): number | undefined {
  return value === undefined || value === '*' ? undefined : Number(value.replace(/[^0-9]/g, ''));
}

export const NumberParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
