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

/** Of a long message, this many characters of its end: a note of the test may precede what was expected and found. */
const END = 120;

/** What failed, a line each. Printed last. */
export function failureLines(failures: Failure[]): string[] {
  if (failures.length === 0) return [];
  return [
    `Failed: ${failures.length}`,
    ...failures.slice(0, SHOWN).map((failure) => `  ${failureLine(failure)}`),
    ...(failures.length > SHOWN ? [`  … and ${failures.length - SHOWN} more`] : []),
  ];
}

/** File, test, and the message: its first line, and its end if it has more. */
export function failureLine({ file, name, message }: Failure): string {
  const where = `${file}: ${name === undefined ? '' : `${name}: `}`;
  const lines = message.split('\n').filter((line) => line.trim() !== '' && !/^\s*at /.test(line));
  const [first = '', ...rest] = lines.map((line) => line.trim());
  const line = cut(`${where}${first}`, LENGTH);
  return rest.length === 0 ? line : `${line} … ${lastOf(rest.join(' '), END)}`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function lastOf(text: string, length: number): string {
  return text.length > length ? `…${text.slice(1 - length)}` : text;
}
