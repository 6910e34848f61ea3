// SPDX-License-Identifier: Apache-2.0
import type { SavedText, TextVersion } from '@lava/protocol/api/lab.ts';
import type * as z from 'zod';

/** One version of a template or dictionary. */
export type Version = z.infer<typeof TextVersion>;
/** The same, just saved: with what is wrong in it. */
export type Saved = SavedText;
