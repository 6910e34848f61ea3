// SPDX-License-Identifier: Apache-2.0

/** Levels of log lines. Apart from the schema of a record, for code that must be small. */
export const LEVELS = [
  'debug',
  'info',
  'warning',
  'error',
  'exception',
  'input',
  'target',
  'feedback',
  'event',
  'results',
] as const;
