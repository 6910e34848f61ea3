// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../console/connection.ts';
import type { Match } from '../console/console.ts';
import { KernelWatch } from '../console/kernel-messages.ts';
import { literalPattern, type Pattern, pattern } from '../console/pattern.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { answerTime, waitTime } from '../engine/waits.ts';
import { quoted } from '../job/path.ts';
import { listOf } from '../job/read.ts';
import { type AutoLogin, BootBlock } from './boot-schema.ts';

/** How long a console must be silent behind a prompt before the prompt counts without a kernel's message, milliseconds. */
const SETTLED = 1_500;

/** Silence after which an empty line is typed, in case the prompt was overwritten; and how often, at most. */
const POKE_AFTER = 10_000;
const POKES = 6;

const LOGIN_TIMED_OUT = 'Login timed out';
const LOGIN_INCORRECT = 'Login incorrect';

/** Patterns of the shell prompt that the block names. */
export function promptPatterns(block: PlanContext['block']): Pattern[] {
  return listOf(block.prompts).map((each) => pattern(String(each)));
}

/**
 * Waits until the kernel starts, so that nothing that firmware prints is taken for a prompt. A kernel with `quiet` never says so:
 * then a prompt with silence behind it will do.
 */
export async function awaitKernel(
  run: Run,
  { block, board }: PlanContext,
  console: Slot<Connection>,
  reached: Slot<Match>,
): Promise<void> {
  reached.clear();
  const connection = console.get();
  const { parameters, auto_login: auto } = BootBlock.parse(block);
  const message =
    parameters?.['kernel-start-message'] ?? board.constants['kernel-start-message'] ?? 'Linux version [0-9]';
  if (message === '') return;
  const start = pattern(message);
  const shell = promptPatterns(block);
  const prompts = [...shell, ...(auto ? [pattern(auto.login_prompt)] : [])];
  run.log.debug(`Wait for the kernel: ${message} (timeout ${Math.round(run.progress.remaining() / 1000)} s)`);
  using limit = waitTime(run);
  const match = await connection.expect(limit, [start, ...prompts]);
  if (match.index === 0) return;
  const later = await connection.expectOrSilence(run.progress, [start], { silence: SETTLED });
  if (!later) reached.set({ ...match, index: match.index - 1 });
  else if (match.index <= shell.length) warnOfOrdinary(run, match);
}

/** Jobs that were warned. */
const warned = new WeakSet<object>();

function warnOfOrdinary(run: Run, { pattern: { source }, before, parts }: Match): void {
  if (warned.has(run.job)) return;
  warned.add(run.job);
  const line = before.slice(before.lastIndexOf('\n') + 1) + (parts[0] ?? '');
  run.log.warning(
    `the prompt ${source} also matches what comes before the kernel starts: ${quoted(line)}; write more of the prompt`,
  );
}

/**
 * Waits for a shell prompt, logging in where the device asks for a name.
 * @throws LavaError `login-failed`, `kernel-failure`, `connection-closed`
 */
export async function login(
  run: Run,
  { block }: PlanContext,
  console: Slot<Connection>,
  reached: Slot<Match>,
): Promise<void> {
  const connection = console.get();
  const boot = BootBlock.parse(block);
  const watch = new KernelWatch(connection, boot.ignore_kernel_messages === true);
  const started = performance.now();
  let failed: unknown;
  try {
    await reachPrompt(run, connection, watch, boot, reached);
    run.result(watch.messages.length > 0 ? { extra: watch.messages } : { success: 'the prompt came' });
  } catch (error) {
    failed = error;
  }
  reportKernel(run, watch, failed, performance.now() - started);
  if (failed) throw failed;
}

async function reachPrompt(
  run: Run,
  connection: Connection,
  watch: KernelWatch,
  boot: BootBlock,
  reached: Slot<Match>,
): Promise<void> {
  const prompts = promptPatterns(boot as PlanContext['block']);
  const { auto_login: auto, failure_message: failure } = boot;
  const bad = failure ? [pattern(failure)] : [];
  const ask = auto ? [pattern(auto.login_prompt), literalPattern(LOGIN_INCORRECT)] : [];
  const patterns = [...prompts, ...bad, ...ask];
  run.log.debug(`Wait for prompt ${patterns.map(({ source }) => source).join(' | ')}`);
  const early = reached.peek();
  const match = early
    ? fromEarly(early, prompts.length, bad.length)
    : await persist(run, connection, watch, patterns);
  if (match.index < prompts.length) return runLoginCommands(run, connection, watch, prompts, auto);
  if (failure && match.index === prompts.length) {
    watch.messages.push({ kind: 'custom-error', message: match.parts[0] ?? '' });
    throw new LavaError(
      'kernel-failure',
      `the device printed the failure message of the job: ${match.parts[0]}`,
    );
  }
  if (auto) await enterName(run, connection, watch, prompts, auto);
  await runLoginCommands(run, connection, watch, prompts, auto);
}

/** Index in the list of this wait of a match of the wait for the kernel, which had no failure message. */
function fromEarly(match: Match, prompts: number, bad: number): Match {
  return match.index < prompts ? match : { ...match, index: match.index + bad };
}

/** Waits; types an empty line when nothing comes for long, as a prompt may be lost among other messages. */
async function persist(
  run: Run,
  connection: Connection,
  watch: KernelWatch,
  patterns: Pattern[],
): Promise<Match> {
  using limit = waitTime(run);
  for (let pokes = 0; pokes < POKES; pokes++) {
    const match = await watch.expect(limit, patterns, POKE_AFTER);
    if (match) return match;
    run.log.debug(`nothing came for ${POKE_AFTER / 1000} s: typing an empty line`);
    await connection.sendLine(run.progress, '');
  }
  const match = await watch.expect(limit, patterns);
  if (!match) throw new LavaError('bug', 'a wait without a limit of silence ended by silence');
  return match;
}

async function enterName(
  run: Run,
  connection: Connection,
  watch: KernelWatch,
  prompts: Pattern[],
  auto: AutoLogin,
): Promise<void> {
  const refused = [literalPattern(LOGIN_INCORRECT), literalPattern(LOGIN_TIMED_OUT)];
  await connection.sendLine(run.progress, auto.username);
  const secret = auto.password_prompt === undefined ? [] : [pattern(auto.password_prompt)];
  let match = await answer(run, watch, [...prompts, ...refused, ...secret]);
  if (match && match.index >= prompts.length + refused.length) {
    await connection.sendLine(run.progress, auto.password ?? '');
    match = await answer(run, watch, [...prompts, ...refused]);
  }
  if (match && match.index >= prompts.length)
    throw new LavaError(
      'login-failed',
      `the device refused the login of ${auto.username}: ${match.parts[0]}`,
    );
}

async function runLoginCommands(
  run: Run,
  connection: Connection,
  watch: KernelWatch,
  prompts: Pattern[],
  auto: AutoLogin | undefined,
): Promise<void> {
  for (const command of auto?.login_commands ?? []) {
    await connection.sendLine(run.progress, command);
    await answer(run, watch, prompts);
  }
}

/** What comes after a line was typed. */
async function answer(run: Run, watch: KernelWatch, patterns: Pattern[]): Promise<Match | undefined> {
  using limit = answerTime(run);
  return await watch.expect(limit, patterns);
}

function reportKernel(run: Run, watch: KernelWatch, failed: unknown, ms: number): void {
  const fatal = failed instanceof LavaError && failed.code === 'kernel-failure';
  // A wait that ended for another reason says nothing about the kernel.
  if (failed && !fatal) return;
  const { messages } = watch;
  run.log.result({
    definition: 'lava',
    case: 'kernel-messages',
    result: fatal ? 'fail' : 'pass',
    namespace: run.step.namespace,
    level: run.step.level,
    duration: (ms / 1000).toFixed(2),
    ...(messages.length > 0 && { extra: { extra: messages } }),
  });
}
