// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../console/connection.ts';
import { literalPattern, type Pattern, pattern } from '../console/pattern.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { waitTime } from '../engine/waits.ts';
import type { BootloaderWords } from '../job/bootloaders.ts';
import type { PlannedDialogue } from './planned-dialogue.ts';

/** Silence after which an empty line is typed, in case the prompt was overwritten, milliseconds. */
const POKE_AFTER = 5_000;

/** Silence after which a console counts as one that does not show what is typed, milliseconds. */
const ECHO = 2_000;
/** So much of a command is looked for in what comes back; a long line may be wrapped. */
const ECHOED = 16;

/** Commands after which a bootloader may start again, by intention. */
const STARTS = /\b(reset|reboot|boot\w*|go|chain\w*|ums|fastboot)\b/;

/** Key with Ctrl: `b` is 0x02. */
const CTRL = 0x1f;

/** Stops the autoboot as soon as it can be stopped. */
export async function interrupt(
  run: Run,
  dialogue: PlannedDialogue,
  console: Slot<Connection>,
): Promise<void> {
  const connection = console.get();
  const words = wordsOf(dialogue);
  if (!words.needsInterrupt) {
    run.log.debug('the prompt of the bootloader comes by itself');
    return;
  }
  if (words.interruptPrompt === undefined)
    throw new LavaError(
      'device-invalid',
      `boot method ${dialogue.method} of the device has no interrupt_prompt`,
    );
  run.log.debug(`Wait for the autoboot: ${words.interruptPrompt}`);
  using limit = waitTime(run);
  await connection.expect(limit, [pattern(words.interruptPrompt)]);
  if (words.interruptKeys.length > 0) {
    for (const key of words.interruptKeys) await connection.send(run.progress, control(key));
    return;
  }
  const newline = words.interruptNewline ? connection.lineSeparator : '';
  await connection.send(run.progress, words.interruptCharacter ?? '', newline);
}

/** Types the commands, each when the prompt is there, until the kernel starts or the prompt comes again. */
export async function typeCommands(
  run: Run,
  dialogue: PlannedDialogue,
  console: Slot<Connection>,
): Promise<void> {
  const words = wordsOf(dialogue);
  const final = dialogue.kernelFollows ? finalPattern(dialogue, words) : promptOf(dialogue, words);
  await typeAll(run, dialogue, console.get(), dialogue.commands.get(), final);
  run.result({ success: 'the commands were typed' });
}

/** Types commands of which the last one is not answered by a prompt. */
export async function typeAndLeave(
  run: Run,
  dialogue: PlannedDialogue,
  connection: Connection,
  commands: readonly string[],
): Promise<void> {
  await typeAll(run, dialogue, connection, commands, undefined);
  run.result({ success: 'the commands were typed' });
}

/** @param final what is printed after the last command; undefined: nothing is waited for */
async function typeAll(
  run: Run,
  dialogue: PlannedDialogue,
  connection: Connection,
  commands: readonly string[],
  final: Pattern | undefined,
): Promise<void> {
  const words = wordsOf(dialogue);
  const prompt = promptOf(dialogue, words);
  const errors = words.errorMessages.map(pattern);
  await awaitPrompt(run, connection, prompt);
  for (const [i, command] of commands.entries()) {
    await connection.send(run.progress, command, lineEnd(dialogue, connection));
    await awaitEcho(run, connection, command);
    const next = i === commands.length - 1 ? final : prompt;
    const started =
      next?.source === prompt.source && !STARTS.test(command) ? words.interruptPrompt : undefined;
    if (next) await awaitAnswer(run, connection, { next, errors, started, command });
  }
}

/** Types the command that boots from the other bank. */
export async function switchBank(
  run: Run,
  dialogue: PlannedDialogue,
  console: Slot<Connection>,
): Promise<void> {
  const connection = console.get();
  const words = wordsOf(dialogue);
  await awaitPrompt(run, connection, promptOf(dialogue, words));
  await connection.sendLine(run.progress, words.altbankCommand);
  await awaitEcho(run, connection, words.altbankCommand);
}

/** The UEFI shell takes carriage returns. */
function lineEnd({ method }: PlannedDialogue, { lineSeparator }: Connection): string {
  return method === 'uefi' ? '\r\n' : lineSeparator;
}

function promptOf({ method }: PlannedDialogue, { prompt }: BootloaderWords): Pattern {
  if (prompt !== undefined) return pattern(prompt);
  throw new LavaError('device-invalid', `boot method ${method} of the device has no bootloader_prompt`);
}

function wordsOf({ context, method }: PlannedDialogue): BootloaderWords {
  const words = context.board.bootloaders[method];
  if (words) return words;
  throw new LavaError('device-invalid', `the device has no boot method ${method}`);
}

/** What the bootloader prints last: the job's own text, else the device's; none for an empty one. */
function finalPattern({ context }: PlannedDialogue, { finalMessage }: BootloaderWords): Pattern | undefined {
  const { parameters } = context.block as { parameters?: Record<string, unknown> };
  const own = parameters?.['bootloader-final-message'];
  const text = own === undefined ? finalMessage : String(own);
  return text === undefined || text === '' ? undefined : pattern(text);
}

async function awaitPrompt(run: Run, connection: Connection, prompt: Pattern): Promise<void> {
  using limit = waitTime(run);
  run.log.debug(`Wait for the prompt of the bootloader: ${prompt.source}`);
  while (!(await connection.expectOrSilence(limit, [prompt], { silence: POKE_AFTER }))) {
    run.log.debug(`nothing came for ${POKE_AFTER / 1000} s: typing an empty line`);
    await connection.sendLine(run.progress, '');
  }
}

/**
 * Passes by what came before the command: the newline after the key that stops the autoboot gives a second prompt, and whoever
 * took that for the answer would type one command ahead of the bootloader from then on.
 */
async function awaitEcho(run: Run, connection: Connection, command: string): Promise<void> {
  const start = command.trim().slice(0, ECHOED);
  if (start === '') return;
  using limit = waitTime(run);
  await connection.expectOrSilence(limit, [literalPattern(start)], { silence: ECHO });
}

interface Answer {
  next: Pattern;
  errors: readonly Pattern[];
  /** What the bootloader prints when it starts: after this command, only a board that has lost its power does so. */
  started: string | undefined;
  command: string;
}

async function awaitAnswer(
  run: Run,
  connection: Connection,
  { next, errors, started, command }: Answer,
): Promise<void> {
  using limit = waitTime(run);
  const restart = started === undefined ? [] : [pattern(started)];
  const match = await connection.expect(limit, [next, ...errors, ...restart]);
  if (match.index === 0) return;
  const hint = `the command was ${command}`;
  if (match.index > errors.length)
    throw new LavaError('bootloader-failed', 'the board started again while a command ran', { hint });
  throw new LavaError('bootloader-failed', `the bootloader answers with an error: ${match.parts[0]}`, {
    hint,
  });
}

function control(key: string): string {
  return String.fromCharCode((key.codePointAt(0) ?? 0) & CTRL);
}
