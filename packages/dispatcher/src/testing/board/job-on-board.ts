// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeRecord,
  type JobRecord,
  type JobStatus,
  type ResultMessage,
} from '@lava/protocol/record/record.ts';
import { runFromTexts } from '../../run-job.ts';
import { noteExecuted } from '../executed.ts';
import type { ScriptedBoard } from './board.ts';

export interface BoardJob {
  actions: object[];
  /** Keys of the job in addition to `actions`. */
  job?: object;
  /** Keys of the device; `boot`, `deploy` and `test` are its methods. */
  device?: {
    boot?: object;
    deploy?: object;
    test?: object;
    deployParameters?: object;
    [key: string]: unknown;
  };
  /** Settings of the worker. */
  dispatcher?: object;
  /** What the worker's daemon would share with it. */
  jobDir?: string;
  canceled?: AbortSignal;
  /** Gets each line of the log when it is written. */
  saw?: (line: string) => void;
}

export interface Finished {
  status: JobStatus;
  records: JobRecord[];
  results: ResultMessage[];
  /** Text of all records of a level. */
  text(lvl?: string): string;
}

/** Runs a whole job in this process, on a device whose console is the board. */
export async function jobOnBoard(
  board: Pick<ScriptedBoard, 'connect'>,
  { actions, job = {}, device = {}, dispatcher = {}, jobDir, canceled, saw }: BoardJob,
): Promise<Finished> {
  const directory = mkdtempSync(join(tmpdir(), 'lava-job-'));
  const { boot, deploy, test, deployParameters = {}, ...more } = device;
  const definition = {
    job_name: 'on a scripted board',
    visibility: 'public',
    timeouts: { job: { minutes: 5 }, action: { minutes: 1 }, connection: { seconds: 20 } },
    ...job,
    actions,
  };
  const methods = {
    boot: { methods: { minimal: null, ...boot } },
    deploy: { methods: { overlay: null, ...deploy }, parameters: deployParameters },
    ...(test && { test: { methods: test } }),
  };
  const dictionary = {
    constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: '/lava-%s' } },
    ...more,
    commands: { connect: board.connect, ...(more.commands as object | undefined) },
    actions: methods,
  };
  const records: JobRecord[] = [];
  const write = (line: string) => {
    const record = decodeRecord(line);
    records.push(record);
    if (typeof record.msg === 'string') saw?.(record.msg);
  };
  const never = new AbortController().signal;
  try {
    const status = await runFromTexts(
      {
        id: '1',
        definition: JSON.stringify(definition),
        device: JSON.stringify(dictionary),
        dispatcher: JSON.stringify(dispatcher),
      },
      {
        workDir: join(directory, 'work'),
        cacheDir: join(directory, 'cache'),
        sink: { write, flush: async () => {}, backlog: 0, lost: 0 },
        ...(jobDir !== undefined && { jobDir }),
        canceled: canceled ?? never,
        hurried: never,
      },
    );
    if (status.health === 'complete') noteExecuted(actions);
    const of = (lvl?: string) => records.filter((each) => lvl === undefined || each.lvl === lvl);
    return {
      status,
      records,
      results: of('results').map(({ msg }) => msg as ResultMessage),
      text: (lvl) =>
        of(lvl)
          .map(({ msg }) => (typeof msg === 'string' ? msg : JSON.stringify(msg)))
          .join('\n'),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
