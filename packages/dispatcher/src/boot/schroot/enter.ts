// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../../console/connection.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { shellQuote } from '../../host/shell-quote.ts';
import { listOf, textOf } from '../../job/read.ts';
import { promptPatterns } from '../../login/login.ts';
import { awaitPrompt } from '../../login/shell.ts';
import type { SchrootBlock, SchrootDevice } from './schema.ts';

type Context = PlanContext<SchrootBlock, SchrootDevice>;

/** @throws LavaError `job-invalid` when the device has no such schroot */
export function check(context: Context): void {
  const { block, settings } = context;
  const known = listOf(settings?.name).map(textOf);
  const name = block.schroot ?? known[0];
  if (name !== undefined && (known.length === 0 || known.includes(name)) && block.prompts !== undefined)
    return;
  if (block.prompts === undefined) throw new LavaError('job-invalid', 'boot method schroot needs `prompts`');
  throw new LavaError('job-invalid', `the device has no schroot ${name ?? 'at all'}`, {
    hint: `it has ${known.join(', ') || 'none'}`,
  });
}

/** Enters the schroot in the shell of the device; its prompt is awaited. */
export async function enter(run: Run, { block, settings }: Context, connection: Connection): Promise<void> {
  const name = block.schroot ?? textOf(listOf(settings?.name)[0] ?? '');
  await connection.sendLine(run.progress, `${settings?.command ?? 'schroot'} -c ${shellQuote(name)}`);
  await awaitPrompt(run, connection, promptPatterns(block));
  run.result({ success: name });
}
