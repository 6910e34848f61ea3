// SPDX-License-Identifier: Apache-2.0
import { Cleanup } from '@lava/kit/cleanup.ts';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { decodeRecord } from '@lava/protocol/record/record.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import type { JobRun } from './job-run.ts';
import { layout } from './layout.ts';
import { runStep } from './runner.ts';
import { type Body, group, step } from './step.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

/** Code of steps that does not heed the deadline. */
const DEAF: [what: string, run: Body][] = [
  ['waits for what never comes', () => never],
  ['waits for it again when it is told to end', (run) => run.progress.race(never).catch(() => never)],
  [
    'turns round and round',
    async () => {
      for (;;) await new Promise((resolve) => setTimeout(resolve, 100));
    },
  ],
];

/** A step of 30 s in a group, after which another one would come. */
function start(run: Body) {
  const messages: unknown[] = [];
  const write = (line: string) => void messages.push(decodeRecord(line).msg);
  const sink = { write, flush: async () => {}, backlog: 0, lost: 0 };
  const job = { log: new JobLog(sink, new RecordClock(), new Mask([])) } as unknown as JobRun;
  const later = vi.fn(async () => undefined);
  const spec = group('outer', [step('deaf', run), step('later', later)]);
  const context = {
    ...{ job: { timeouts: { job: { minutes: 10 }, action: { minutes: 5 } }, actions: [] } },
    ...{ device: { actions: {} }, section: 'boot' as const },
    block: { timeouts: { deaf: { seconds: 30 } } },
  };
  const progress = Progress.root();
  const outcome = runStep({ job, progress, cleanup: new Cleanup() }, layout(context, spec, 1)).catch(
    (error: LavaError) => error,
  );
  return { outcome, progress, later, messages };
}

describe('a step whose code continues after its end', () => {
  it.each(DEAF)('ends by its deadline: it %s', async (_, run) => {
    const { outcome, later, messages } = start(run);
    await vi.advanceTimersByTimeAsync(45_000);
    expect(await outcome).toMatchObject({ code: 'job-timeout', message: 'deaf timed out after 30 seconds' });
    expect(later).not.toHaveBeenCalled();
    expect(messages.map(String).filter((text) => text.startsWith('end: '))).toHaveLength(2);
  });

  it.each(DEAF)('ends by a cancel: it %s', async (_, run) => {
    const { outcome, progress } = start(run);
    progress.cancel(new LavaError('canceled', 'enough'));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await outcome).toMatchObject({ code: 'canceled', message: 'enough' });
  });

  it('has time to let go of what it holds', async () => {
    let released = false;
    const { outcome } = start(async (run) => {
      await run.progress.race(never).catch(async (error) => {
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        released = true;
        throw error;
      });
    });
    await vi.advanceTimersByTimeAsync(45_000);
    expect(await outcome).toMatchObject({ code: 'job-timeout' });
    expect(released).toBe(true);
  });
});
