// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { showFeedback } from '../board/show-feedback.ts';
import { testConnection } from '../board/test-connection.ts';
import type { Connection } from '../console/connection.ts';
import { fixedPattern } from '../console/pattern.ts';
import { ANY_SIGNAL, RUNNER, readSignal, type Signal } from '../console/signal.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Run } from '../engine/step.ts';
import type { DefinitionsBlock } from '../overlay/definition-schema.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { askAgain } from './ask-again.ts';
import { stageOf } from './expected-cases.ts';
import { handle, reportDamage } from './handle.ts';
import { TestRuns } from './runs.ts';
import type { Talk } from './talk.ts';

const PANIC = fixedPattern(
  /(end )?(Kernel panic - not syncing(?:[^\r\n]{0,511}(?=[\r\n])|[^\r\n]{512}))/g,
  'Kernel panic - not syncing',
);

/** After the last signal the runner only says that it ends, milliseconds. */
const END_TIME = 10_000;

/** How long a kernel that has panicked may take to start again by itself, milliseconds. */
const REBOOT_TIME = 10_000;

/**
 * Runs the definitions of the block on the device and reads what they report.
 * @param connection where the shell is, when it is not that of the namespace
 */
export async function runTestShell(
  run: Run,
  context: PlanContext<DefinitionsBlock>,
  overlay: Overlay,
  { talk, connection = testConnection(context) }: { talk?: Talk; connection?: Connection } = {},
): Promise<void> {
  const { block } = context;
  const stage = stageOf(context);
  const runs = new TestRuns({
    definitions: overlay.definitions.filter((each) => each.stage === stage),
    namespace: run.step.namespace,
    level: run.step.level,
    log: run.log,
    attempt: run.attempt,
  });
  try {
    await connection.sendLine(run.progress, startCommand(overlay, stage, run.attempt));
    if (run.attempt > 1) await awaitStart(run, connection, overlay);
    await follow(run, connection, runs, { overlay, stage, talk, mayReboot: block.timeout?.skip === true });
  } finally {
    runs.finish();
  }
}

/**
 * One line that does all: each line would cost a round trip of the console. Says so when the overlay is not there; the word
 * is put together by printf, so that the echo of the line is not taken for it.
 */
function startCommand({ directory, shell, applied }: Overlay, stage: number, attempt: number): string {
  const mount = typeof applied === 'object' ? `${mountCommand(directory, applied)}; ` : '';
  const runner = `${directory}/bin/lava-test-runner`;
  const missing = `printf '<LAVA_%s>\\n' 'TEST_RUNNER MISSING'`;
  const environment = `${directory}/environment`;
  const start = `[ -f ${environment} ] && . ${environment} && ${runner} ${directory}/${stage}${attempt > 1 ? ` ${attempt}` : ''}`;
  return `${mount}export SHELL=${shell}; ${start} || ${missing}`;
}

/** Tests of an earlier attempt may still be running; the runner of this one says when it starts. */
async function awaitStart(run: Run, connection: Connection, overlay: Overlay): Promise<void> {
  for (;;) {
    const { name, text } = readSignal(await connection.expect(run.progress, [ANY_SIGNAL]));
    if (name === RUNNER && text === `START ${run.attempt}`) return;
    if (name === RUNNER && text === 'MISSING') throw missing(overlay);
    run.log.debug(`a signal of the attempt before, which does not count: ${name} ${text}`);
  }
}

/** By its identity where udev has made a link, else by what the kernel says of each disk. */
function mountCommand(directory: string, { uuid, label }: { uuid: string; label: string }): string {
  const device = `$(findfs UUID=${uuid} 2>/dev/null || findfs LABEL=${label})`;
  return `[ -d ${directory}/bin ] || { mkdir -p ${directory}; mount -t ext2 /dev/disk/by-uuid/${uuid} ${directory} 2>/dev/null || mount -t ext2 ${device} ${directory}; }`;
}

/** Reads signals until the runner has ended. */
async function follow(
  run: Run,
  connection: Connection,
  runs: TestRuns,
  {
    overlay,
    stage,
    talk,
    mayReboot,
  }: { overlay: Overlay; stage: number; talk: Talk | undefined; mayReboot: boolean },
): Promise<void> {
  const fixed = [ANY_SIGNAL, PANIC, ...(talk ? [talk.pattern] : [])];
  let installFailed = false;
  let last = false;
  let panic: string | undefined;
  for (;;) {
    const patterns = runs.pattern ? [...fixed, runs.pattern] : fixed;
    const limit = last ? { silence: END_TIME } : {};
    const match = await connection.expectOrSilence(run.progress, patterns, limit).catch((error) => {
      // A device that is gone after a panic: the panic is the reason.
      throw panic !== undefined && error === connection.closed ? panicked(panic) : error;
    });
    if (!match) break;
    if (match.pattern === PANIC) {
      panic = match.parts[2] ?? '';
      if (match.parts[1] !== undefined) await afterPanic(run, connection, panic, mayReboot);
    } else if (match.pattern === ANY_SIGNAL) {
      run.job.timing.lastSignalAt = run.log.now();
      const signal = readSignal(match);
      last ||= signal.name === 'LAST' && !signal.damaged;
      if (signal.name !== RUNNER) handle(run.log, runs, signal);
      else if (signal.text === 'MISSING') throw missing(overlay);
      else if (signal.text === 'INSTALL_FAIL') installFailed = reportInstall(run, stage);
      else if (hasEnded(signal, runs)) break;
      else if (signal.damaged) reportDamage(run.log, runs, signal);
      if (signal.name === 'TESTFEEDBACK' && !signal.damaged) showFeedback(run, signal.text.trim());
    } else if (talk && match.pattern === talk.pattern) {
      await talk.answer(match.parts, runs);
    } else {
      runs.matched(match.groups);
    }
  }
  await askAgain(run, connection, runs, `${overlay.directory}/bin`);
  if (installFailed) throw new LavaError('install-failed', 'the installation of a test definition failed');
  checkAllRan(runs);
}

/** Also where other output has cut into the signal of the end, once everything has run: nothing more will come. */
function hasEnded({ text, damaged }: Signal, runs: TestRuns): boolean {
  return text === 'EXIT' || (damaged && runs.unstarted.length === 0 && !runs.running);
}

function reportInstall(run: Run, stage: number): true {
  const { namespace, level } = run.step;
  run.log.error('the installation of a test definition failed');
  run.log.result({ definition: 'lava', case: `stage_${stage}`, result: 'fail', namespace, level });
  return true;
}

/** A runner that ends without having run everything has not worked, whatever the reason. */
function checkAllRan(runs: TestRuns): void {
  runs.concludeLost();
  const { unstarted } = runs;
  if (unstarted.length > 0)
    throw new LavaError(
      'test-protocol',
      `the runner on the device has ended, but never started: ${unstarted.join(', ')}`,
    );
  runs.finish();
  if (runs.strays > 0)
    throw new LavaError(
      'test-protocol',
      `${runs.strays} reports came outside of any test run; start signals may be lost`,
    );
}

function missing(overlay: Overlay): LavaError {
  return new LavaError(
    'overlay-failed',
    `the tests cannot be started: ${overlay.directory} is not on the device`,
    { hint: missingHint(overlay) },
  );
}

function missingHint({ applied }: Overlay): string {
  if (typeof applied === 'object')
    return 'the guest could not mount the disk of the overlay; put it into the ramdisk: `overlays: {lava: true}` and `format: cpio.newc`';
  if (applied === 'in image') return 'the image that the overlay was put into is not the one that was booted';
  return 'put the overlay into an image by `overlays`, or let the device fetch it by `transfer_overlay`';
}

/** A panic in the middle of the tests ends them, unless the block expects the device to reboot or it starts again. */
async function afterPanic(run: Run, connection: Connection, text: string, mayReboot: boolean): Promise<void> {
  run.log.warning(`the kernel has panicked during the tests: ${text}`);
  if (mayReboot) return;
  const more = await connection.expectOrSilence(run.progress, [fixedPattern(/Linux version [0-9]/g)], {
    silence: REBOOT_TIME,
  });
  if (more) return;
  throw panicked(text);
}

function panicked(text: string): LavaError {
  return new LavaError(
    'kernel-failure',
    `the kernel panicked during the tests: ${text.replace(/ \]---$/, '')}`,
  );
}
