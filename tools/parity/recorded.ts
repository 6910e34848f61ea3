// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** jinja2's text of each snippet, null where it fails; in the order of SNIPPETS. */
export const RECORDED_SNIPPETS = join(import.meta.dirname, 'fixtures/jinja-snippets.json');
/** What PyYAML's C and Python loader make of each edge case, null where they refuse; in the order of EDGES. */
export const RECORDED_YAML = join(import.meta.dirname, 'fixtures/yaml-edges.json');

export interface Recorded<T> {
  /** Versions of Python, jinja2 and PyYAML that answered: others may answer some differently. */
  madeWith: string;
  answers: T[];
}

export function recorded<T>(file: string): Recorded<T> {
  return JSON.parse(readFileSync(file, 'utf8')) as Recorded<T>;
}
