// SPDX-License-Identifier: Apache-2.0
import type { Connection } from '../console/connection.ts';
import { ANY_SIGNAL, RUNNER, readSignal } from '../console/signal.ts';
import type { Run } from '../engine/step.ts';
import { handleAgain, releaseHeld } from './handle.ts';
import type { TestRuns } from './runs.ts';

const MOST_ROUNDS = 3;

/** Silence after which no answer is expected any more, milliseconds. */
const SILENCE = 10_000;

/** When the runner has ended and the shell is back: has signals sent again that did not arrive. */
export async function askAgain(run: Run, connection: Connection, runs: TestRuns, bin: string): Promise<void> {
  const { ledger } = runs;
  releaseHeld(run.log, runs);
  for (let round = 0; round < MOST_ROUNDS && ledger.hasGaps; round++) {
    run.log.warning(`${ledger.missing().length} signals did not arrive, and are asked for again`);
    await connection.sendLine(run.progress, `${bin}/lava-signals-again ${ledger.request}`);
    for (;;) {
      const match = await connection.expectOrSilence(run.progress, [ANY_SIGNAL], { silence: SILENCE });
      if (!match) break;
      const signal = readSignal(match);
      if (signal.name === RUNNER && !signal.damaged && signal.text === 'AGAIN') break;
      if (signal.name !== RUNNER) handleAgain(run.log, runs, signal);
    }
  }
}
