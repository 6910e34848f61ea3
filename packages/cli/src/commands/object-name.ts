// SPDX-License-Identifier: Apache-2.0
import { Name } from '@lava/protocol/api/common.ts';
import type * as z from 'zod';

/** Name of a device, device type, or worker, as it is in addresses and job definitions. */
export const ObjectName: z.ZodType<string, string> = Name;
