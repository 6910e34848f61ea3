// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { problemOf } from './path.ts';

/** A path in an image or repository. What none can have is refused with its place, before anything is fetched. */
export const PathText = z.string().superRefine((path, context) => {
  const problem = problemOf(path);
  if (problem) context.addIssue({ code: 'custom', message: `the path cannot be used: ${problem}` });
});
