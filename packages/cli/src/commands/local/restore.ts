// SPDX-License-Identifier: Apache-2.0
import { closeSync } from 'node:fs';
import type { Context } from '../../context.ts';
import { argument, FileName } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { manage, openFile, refusal, type Summary } from './manage.ts';

export const restore = defineVerb({
  summary: 'on the host of a stopped, empty server: load a backup',
  arguments: { file: argument('file of lava backup; - for stdin', FileName, 'file') },
  run: (context, { file }) => readBackup(context, file),
});

async function readBackup(context: Context, file: string): Promise<number> {
  const fd = file === '-' ? 0 : openFile(file, 'r');
  try {
    const { status, output } = await manage(['--json', 'restore', '-'], [fd, 'pipe', 'inherit']);
    if (status !== 0) return refusal({ status });
    const summary = JSON.parse(output) as Summary;
    const { rows, logs, created, version } = summary;
    context.output.say(
      summary,
      () => `restored ${rows.jobs ?? 0} jobs and ${logs} logs of ${created}, made by version ${version}`,
    );
    return 0;
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}
