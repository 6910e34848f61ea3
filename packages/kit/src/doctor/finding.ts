// SPDX-License-Identifier: Apache-2.0

/** What a doctor found in one place. A warning may be what the admin intended; an error keeps something from working. */
export interface Finding {
  /** What was looked at, e.g. `control port`. */
  check: string;
  state: 'ok' | 'warning' | 'error';
  message: string;
  /** What to do. */
  hint?: string;
}

const MARKS = { ok: 'ok      ', warning: 'warning ', error: 'ERROR   ' } as const;

/** For people: a line each, and below it what to do. */
export function formatFindings(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, state, message, hint }) => [
    `${MARKS[state]}${check}: ${message}`,
    ...(hint === undefined ? [] : [`${' '.repeat(MARKS.ok.length)}${hint}`]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Exit status of a doctor: 1 when something does not work; warnings do not count. */
export function statusOf(findings: readonly Finding[]): 0 | 1 {
  return findings.some(({ state }) => state === 'error') ? 1 : 0;
}
