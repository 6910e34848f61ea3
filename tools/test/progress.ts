// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One file a line, as they end, so that it can be read when the run has been killed. Below the root. */
const PROGRESS = 'node_modules/.cache/lava-test/progress.ndjson';

type Line = { planned: string[] } | { ended: string; failed: string[] };

/** Begins a run of these spec files, relative to the root. */
export function keepPlanned(root: string, planned: string[]): void {
  mkdirSync(dirname(join(root, PROGRESS)), { recursive: true });
  writeFileSync(join(root, PROGRESS), text({ planned }));
}

/** @param failed the lines that are shown of its failures */
export function keepEnded(root: string, ended: string, failed: string[]): void {
  appendFileSync(join(root, PROGRESS), text({ ended, failed }));
}

/** What a run that did not get to its end has done, and which spec files it never ended. */
export function unfinishedLines(root: string): string[] {
  const file = join(root, PROGRESS);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
  const planned = lines.flatMap((line) => ('planned' in line ? line.planned : []));
  const ended = lines.flatMap((line) => ('ended' in line ? [line] : []));
  const done = new Set(ended.map((line) => line.ended));
  const missing = planned.filter((each) => !done.has(each));
  const failed = ended.flatMap((line) => line.failed);
  return [
    `${done.size} of ${planned.length} spec files ended.`,
    ...section('Failed', failed),
    ...section('Not ended', missing),
  ];
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`${title}: ${lines.length}`, ...lines.map((line) => `  ${line}`)];
}

function text(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}
