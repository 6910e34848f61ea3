// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import { z } from 'zod';

/** Largest number that the column holds and JavaScript can express. */
export const JobParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
export const NameParams = z.object({ name: Name });
