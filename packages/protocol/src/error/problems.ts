// SPDX-License-Identifier: Apache-2.0
import { isError, type Problem } from './error.ts';

/** Problems that one report lists; nobody fixes more in one go, and a hostile text has a million. */
export const MAX_PROBLEMS = 100;
/** Characters that a report shows of a word or a message; a key of a text may have a million. */
const MAX_TEXT = 2_000;
/** Names that a message lists. */
const MAX_NAMES = 30;

/**
 * The first {@link MAX_PROBLEMS} of a list, errors before warnings, in the order they had, each with texts of bounded
 * length, on one line. When something was left out, the last one says so,
 * with the place of the first that is.
 */
export function boundProblems(problems: readonly Problem[]): Problem[] {
  if (problems.length <= MAX_PROBLEMS) return problems.map(cut);
  const room = MAX_PROBLEMS - 1;
  const errors = problems.filter(isError).length;
  let errorsLeft = Math.min(errors, room);
  let warningsLeft = room - errorsLeft;
  const kept = problems.filter((problem) => (isError(problem) ? errorsLeft-- > 0 : warningsLeft-- > 0));
  const rest = problems.length - kept.length;
  const first = problems.find((problem) => !kept.includes(problem));
  return [
    ...kept.map(cut),
    {
      severity: errors > room ? 'error' : 'warning',
      message: `there are ${rest} more problems; they are listed when these are fixed`,
      ...(first?.where && { where: cut(first).where }),
    },
  ];
}

/** Names for a message, joined by commas, the first of them when there are many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => shortened(name, 100));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

function cut(problem: Problem): Problem {
  const { message, expected, found, hint, where } = problem;
  return {
    ...problem,
    message: shown(message),
    ...(expected !== undefined && { expected: shown(expected) }),
    ...(found !== undefined && { found: shown(found) }),
    ...(hint !== undefined && { hint: shown(hint) }),
    ...(where?.path && {
      where: {
        ...where,
        path: where.path.map((step) => (typeof step === 'string' ? shortened(step, MAX_TEXT) : step)),
      },
    }),
  };
}

/** What a hostile text has as a name must not break lines or steer a terminal. */
function shown(text: string): string {
  return shortened(text, MAX_TEXT).replace(
    /[\p{Cc}\p{Cs}\u2028\u2029]/gu,
    (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
