// SPDX-License-Identifier: Apache-2.0
import { inMiddle } from '../log/opening.ts';
import type { OutlineLine } from './outline-lines.ts';

/** Height of a line, pixels; as the page has it. */
export const LINE = 20;

/** Writes lines into the outline of index.html, at the place where the page will have them; it goes when the page is there. */
export function outlineLog(lines: readonly OutlineLine[], records: number): void {
  const list = document.createElement('div');
  list.className = 'log';
  list.toggleAttribute('data-folded', inMiddle((lines[0]?.line ?? 1) - 1));
  list.style.setProperty('--digits', `${String(records).length + 2}ch`);
  for (const { line, time, level, text } of lines) {
    const row = document.createElement('div');
    row.dataset.line = String(line);
    for (const [name, content] of Object.entries({ number: line, time, level, text })) {
      row.append(Object.assign(document.createElement('span'), { className: name, textContent: content }));
    }
    list.append(row);
  }
  document.getElementById('outline')?.append(list);
}
