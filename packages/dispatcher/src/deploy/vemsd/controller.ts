// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../../console/connection.ts';
import { pattern } from '../../console/pattern.ts';
import type { Run } from '../../engine/step.ts';
import { waitTime } from '../../engine/waits.ts';
import type { VemsdDevice } from './schema.ts';

type Words = NonNullable<NonNullable<VemsdDevice['parameters']>>;

/** Stops the start of the board at the prompt of its controller. */
export async function enterController(run: Run, console: Connection, words: Words): Promise<void> {
  const autorun = words.autorun_prompt;
  const prompts = [required(words, 'mcc_prompt'), ...(autorun ? [pattern(autorun)] : [])];
  using limit = waitTime(run);
  while ((await console.expect(limit, prompts)).index > 0) await console.sendLine(run.progress, ' ');
}

/** Makes the controller show its storage on USB. */
export async function showStorage(run: Run, console: Connection, words: Words): Promise<void> {
  if (!words.msd_mount_cmd) throw lacks('msd_mount_cmd');
  await type(run, console, words.msd_mount_cmd, [required(words, 'mcc_prompt')]);
}

/** Erases the flash, so that the board takes what is on its storage. */
export async function eraseFlash(run: Run, console: Connection, words: Words): Promise<void> {
  const { flash_enter_cmd: enter, flash_erase_cmd: erase, flash_exit_cmd: exit } = words;
  if (!enter || !erase || !exit) throw lacks('flash_enter_cmd, flash_erase_cmd and flash_exit_cmd');
  const prompt = required(words, 'flash_prompt');
  await type(run, console, enter, [prompt]);
  await type(run, console, erase, [
    ...(words.flash_erase_msg ? [pattern(words.flash_erase_msg)] : []),
    prompt,
  ]);
  await type(run, console, exit, [required(words, 'mcc_prompt')]);
}

/** @param answers what must come, one after the other */
async function type(
  run: Run,
  console: Connection,
  line: string,
  answers: readonly ReturnType<typeof pattern>[],
): Promise<void> {
  await console.sendLine(run.progress, line);
  using limit = waitTime(run);
  for (const answer of answers) await console.expect(limit, [answer]);
}

function required(words: Words, key: 'mcc_prompt' | 'flash_prompt'): ReturnType<typeof pattern> {
  const text = words[key];
  if (!text) throw lacks(key);
  return pattern(text);
}

function lacks(key: string): LavaError {
  return new LavaError('device-invalid', `vemsd of the device has no ${key}`);
}
