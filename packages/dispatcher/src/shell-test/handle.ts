// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Signal } from '../console/signal.ts';
import type { JobLog } from '../records/job-log.ts';
import type { TestRuns } from './runs.ts';

/** What a signal means for the runs of a block. */
export function handle(log: JobLog, runs: TestRuns, signal: Signal): void {
  const { ledger } = runs;
  if (signal.damaged) {
    reportDamage(log, runs, signal);
    return;
  }
  if (ledger.holds(signal)) return;
  if (signal.number !== undefined) releaseHeld(log, runs, signal.number);
  if (ledger.arrived(signal)) act(log, runs, signal);
}

/** A signal that was asked for again belongs to a run that is over. */
export function handleAgain(log: JobLog, runs: TestRuns, signal: Signal): void {
  const { name, text, damaged, number } = signal;
  if (damaged || number === undefined || !runs.ledger.arrived(signal)) return;
  if (name === 'ENDRUN') runs.endAgain(text.split(' ')[0] ?? '');
  // Where runs and sets begin was concluded from what came then.
  else if (name !== 'STARTRUN' && name !== 'TESTSET') act(log, runs, signal);
}

/** @param number of the signal that came after them; absent when no more will come */
export function releaseHeld(log: JobLog, runs: TestRuns, number?: number): void {
  for (const signal of runs.ledger.release(number)) act(log, runs, signal);
}

function act(log: JobLog, runs: TestRuns, { name, text: whole, number, repaired }: Signal): void {
  const { text, jump } = runs.clock.read(whole);
  if (repaired) log.warning(`other output had interrupted a signal; read as: ${name} ${text}`);
  log.debug(`Received signal: <${name}> ${text}`);
  if (jump !== undefined)
    log.warning(`the clock of the device was set by ${jump} s in the middle of the test`);
  runs.at(number, jump);
  if (Object.hasOwn(HANDLERS, name)) HANDLERS[name]?.(runs, text, log);
}

export function reportDamage(log: JobLog, runs: TestRuns, signal: Signal): void {
  const { ledger } = runs;
  log.warning(`a signal is damaged, other output has cut into it: ${signal.name} ${signal.text}`);
  // What is missing of numbered ones is known, and asked for.
  if (ledger.counts) ledger.damaged(signal);
  else runs.corrupted(signal.raw);
}

/** By name; signals that are not here are for others, or of a later version, and only shown in the log. */
const HANDLERS: Record<string, (runs: TestRuns, text: string, log: JobLog) => void> = {
  STARTRUN: (runs, text) => runs.start(text.split(' ')[0] ?? ''),
  ENDRUN: (runs, text) => runs.end(text.split(' ')[0] ?? ''),
  STARTTC: (runs, text) => runs.markCase(text, 'starttc'),
  ENDTC: (runs, text) => runs.markCase(text, 'endtc'),
  TESTCASE: (runs, text) => runs.testCase(text),
  TESTREFERENCE: (runs, text) => runs.reference(text),
  TESTSET: (runs, text) => runs.testSet(text),
  TESTEVENT: (_, text, log) => log.line('event', text),
  TESTRAISE: (_, text) => {
    throw new LavaError('test-raised', text || 'the test script raised an error without a message');
  },
};
