// SPDX-License-Identifier: Apache-2.0

/** A test that failed, or a file that could not run. */
export interface Failure {
  /** Relative to the root. */
  file: string;
  /** Undefined for the file itself: it could not be loaded, or one of its hooks failed. */
  name?: string | undefined;
  /** The whole message of the first error. */
  message: string;
}

/** Lines and characters that are shown: what keeps only the end of an output still has all of this. */
const SHOWN = 25;
const LENGTH = 200;

/** What failed, a line each. Printed last. */
export function failureLines(failures: Failure[]): string[] {
  if (failures.length === 0) return [];
  return [
    `Failed: ${failures.length}`,
    ...failures.slice(0, SHOWN).map(failureLine),
    ...(failures.length > SHOWN ? [`  … and ${failures.length - SHOWN} more`] : []),
  ];
}

function failureLine({ file, name, message }: Failure): string {
  const [first = ''] = message.split('\n', 1);
  const line = `  ${file}: ${name === undefined ? '' : `${name}: `}${first.trim()}`;
  return line.length > LENGTH ? `${line.slice(0, LENGTH - 1)}…` : line;
}
