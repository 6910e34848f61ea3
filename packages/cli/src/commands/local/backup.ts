// SPDX-License-Identifier: Apache-2.0
import { closeSync, existsSync, fsyncSync, renameSync, rmSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Context } from '../../context.ts';
import { argument, FileName } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { manage, openFile, refusal, type Summary } from './manage.ts';

export const backup = defineVerb({
  summary: 'on the host of the server: write all of its data to one file, while it runs',
  arguments: {
    file: argument(
      'tar file to create, readable by you only since it holds secrets; - for stdout',
      FileName,
      'file',
    ),
  },
  run: (context, { file }) => writeBackup(context, file),
});

async function writeBackup(context: Context, file: string): Promise<number> {
  if (file === '-') return (await manage(['backup', '-'], ['ignore', 'inherit', 'inherit'])).status;
  if (existsSync(file)) throw new LavaError('conflict', `${file} already exists`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const fd = openFile(part, 'wx');
  try {
    const made = await manage(['--json', 'backup', '-'], ['ignore', fd, 'pipe']);
    if (made.status !== 0) {
      process.stderr.write(made.output);
      return refusal(made);
    }
    fsyncSync(fd);
    renameSync(part, file);
    const { rows, logs } = JSON.parse(made.output) as Summary;
    context.output.say({ file, rows, logs }, () => `${file}: ${rows.jobs ?? 0} jobs, ${logs} logs`);
    return 0;
  } finally {
    closeSync(fd);
    rmSync(part, { force: true });
  }
}
