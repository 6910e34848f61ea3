// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';

/** What is wrong with a field, in the words of a form; undefined where the schema's own words are best. */
export function plainProblem(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null ? 'Required' : `Must be a ${issue.expected}`;
    case 'too_small':
      if (issue.origin === 'string')
        return issue.minimum === 1 ? 'Required' : `At least ${issue.minimum} characters`;
      return `At least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `At most ${issue.maximum} characters` : `At most ${issue.maximum}`;
    case 'invalid_value':
      return `One of ${issue.values.map(String).join(', ')}`;
    default:
      return undefined;
  }
}
