// SPDX-License-Identifier: Apache-2.0
import { Cleanup } from '@lava/kit/cleanup.ts';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { MISSED } from '@lava/protocol/record/missed.ts';
import { decodeRecord, type ResultMessage } from '@lava/protocol/record/record.ts';
import { expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import type { JobRun } from './job-run.ts';
import { layout } from './layout.ts';
import { runStep } from './runner.ts';
import { group, step } from './step.ts';
import { reportUnreached } from './unreached.ts';

it('reports expected cases only of tests that never began', async () => {
  const results: ResultMessage[] = [];
  const write = (line: string) => {
    const { lvl, msg } = decodeRecord(line);
    if (lvl === 'results') results.push(msg as ResultMessage);
  };
  const log = new JobLog(
    { write, flush: async () => {}, backlog: 0, lost: 0 },
    new RecordClock(),
    new Mask([]),
  );
  const job = { log, begun: new Set() } as unknown as JobRun;
  const expects = (suite: string, cases: string[]) => ({ expects: () => [{ suite, cases }] });
  const fails = async () => {
    throw new LavaError('test-raised', 'enough');
  };
  const planned = layout(
    {
      ...{ job: { timeouts: { job: { minutes: 10 }, action: { minutes: 5 } }, actions: [] } },
      ...{ device: { actions: {} }, section: 'test' as const, block: {} },
    },
    group('tests', [
      step('first', fails, expects('0_a', ['one'])),
      step('second', fails, expects('1_b', ['two', 'three'])),
    ]),
    1,
  );
  await expect(runStep({ job, progress: Progress.root(), cleanup: new Cleanup() }, planned)).rejects.toThrow(
    'enough',
  );
  results.length = 0;
  reportUnreached(job, [planned]);
  const told = { definition: '1_b', result: 'fail', namespace: 'common', level: '1.2', extra: MISSED };
  expect(results).toEqual([
    { ...told, case: 'two' },
    { ...told, case: 'three' },
  ]);
});
