// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

export const RESULTS = ['pass', 'fail', 'skip', 'unknown'] as const;
export const Verdict = z.enum(RESULTS);
export type Verdict = z.infer<typeof Verdict>;
