// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

const JOB_TABS = ['log', 'results', 'definition', 'details'] as const;
export const JobPageSearch = z.object({ tab: z.enum(JOB_TABS).optional().catch(undefined) });
