// SPDX-License-Identifier: Apache-2.0

import type { FailedJob } from './failures.ts';
import { plainLine } from './plain-line.ts';
import type { EndedJob } from './run-job.ts';

const SIGNS: Record<string, string> = { ok: '✅', failed: '❌', canceled: '⚪' };
/** Of the lab: not the fault of what is tested. */
const LAB = '⚠️';

/** A table of the jobs in Markdown, and what failed; for the summary of a step. */
export function markdown(
  ended: readonly EndedJob[],
  failed: readonly FailedJob[],
  urlOf: (id: number) => string,
): string {
  const rows = ended.flatMap((each) =>
    each.jobs.map((job) => {
      const { pass, fail, skip } = job.tests;
      const said = `${SIGNS[each.outcome] ?? LAB} ${each.outcome}${each.tries > 1 ? ` (try ${each.tries})` : ''}`;
      const cells = [
        cell(each.name),
        `[${job.id}](${urlOf(job.id)})`,
        cell(job.device ?? ''),
        said,
        pass,
        fail,
        skip,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  const details = failed.flatMap(({ job, reasons }) => [
    '',
    `**${cell(job.name)}**`,
    '',
    ...reasons.map((reason) => `- ${cell(reason)}`),
  ]);
  return [
    '### LAVA',
    '',
    '| job | number | device | outcome | pass | fail | skip |',
    '|---|---|---|---|---:|---:|---:|',
    ...rows,
    ...details,
    '',
  ].join('\n');
}

/** What a name may hold means something in Markdown and HTML. */
function cell(text: string): string {
  return plainLine(text).replace(/[\\`*_{}[\]<>()#+!|~&@]/g, (character) => `&#${character.charCodeAt(0)};`);
}
