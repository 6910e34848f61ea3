// SPDX-License-Identifier: Apache-2.0
import type { FailedJob } from './failures.ts';

/** GitHub shows no more of a step, of errors as of warnings. */
const MOST = 10;

/**
 * Workflow commands that annotate the files of the jobs. Without control characters and with everything escaped, so that no
 * text of a board is a command.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubCommands(failed: readonly FailedJob[], urlOf: (id: number) => string): string {
  const lines = failed.slice(0, MOST).map(({ job, lab, reasons }) => {
    const ids = job.jobs.map(({ id }) => id);
    const title = `LAVA job ${ids.join(', ')}${lab ? ': the lab failed' : ' failed'}`;
    const properties = `file=${property(job.file)},title=${property(title)}`;
    return `::${lab ? 'warning' : 'error'} ${properties}::${data([...reasons, ...ids.map(urlOf)].join('\n'))}\n`;
  });
  return lines.join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
