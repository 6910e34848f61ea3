// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canMount, type SmallDisk, smallDisk } from '@lava/kit/testing/small-disk.ts';
import { decodeRecord, JobStatus } from '@lava/protocol/record/record.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from './run.ts';

/** Commands of the job, and lines that each prints: a log of some 3 MB. */
const COMMANDS = 10;
const LINES = 3_000;

const job = {
  job_name: 'a long log',
  timeouts: { job: { minutes: 5 }, action: { minutes: 2 } },
  visibility: 'public',
  actions: Array.from({ length: COMMANDS }, () => ({ command: { name: 'count' } })),
};
const device = {
  actions: { deploy: { methods: {} }, boot: { methods: {} } },
  // A pause, so that there is a moment in which it can be seen how far the job is.
  commands: { users: { count: { do: `sh -c 'seq 1 ${LINES}; sleep 0.1'` } } },
};

describe.skipIf(!canMount)('a job whose disk becomes full', () => {
  const space = new Workspace();
  let disk: SmallDisk | undefined;
  let full = 0;
  beforeAll(() => {
    disk = smallDisk(16_000);
  });
  afterAll(() => {
    disk?.remove();
    space.remove();
  });

  it.each(Array.from({ length: 10 }, (_, i) => i))(
    'ends as that, with its end in the log: at moment %i',
    async (moment) => {
      const directory = join(disk?.path ?? '', String(moment));
      const running = space.start({ job, device, directory });
      const spool = join(directory, 'records.ndjson');
      const lines = () => (existsSync(spool) ? readFileSync(spool, 'latin1').split('\n').length : 0);
      const ended = new Promise((resolve) => running.child.once('exit', resolve));
      const statusFile = join(directory, 'status.json');
      while (lines() < 10 + moment * LINES * 0.8 && !existsSync(statusFile)) await sleep(2);
      // In one go for the job: what it gives back when it meets a full disk is for its end, not for the filler.
      running.child.kill('SIGSTOP');
      disk?.fill('filler');
      running.child.kill('SIGCONT');
      await ended;
      rmSync(join(disk?.path ?? '', 'filler'));
      const records = readFileSync(spool, 'utf8').split('\n').slice(0, -1).map(decodeRecord);
      const status = existsSync(statusFile)
        ? JobStatus.parse(JSON.parse(readFileSync(statusFile, 'utf8')))
        : records.at(-1)?.status;
      rmSync(directory, { recursive: true });
      if (status?.health === 'complete') {
        // It was over before the disk was full: then nothing is missing.
        expect(records.filter(({ msg }) => /^>> \d+$/.test(String(msg)))).toHaveLength(COMMANDS * LINES);
        return;
      }
      full += 1;
      expect(status).toMatchObject({ health: 'incomplete', code: 'disk-full', kind: 'infrastructure' });
      expect(status?.lost).toBeGreaterThan(0);
      expect(records.at(-1)?.status).toMatchObject({ health: 'incomplete', code: 'disk-full' });
      const result = records.findLast(({ lvl }) => lvl === 'results')?.msg;
      expect(result).toMatchObject({ definition: 'lava', case: 'job', result: 'fail' });
    },
  );

  it('was what most of these jobs met', () => expect(full).toBeGreaterThan(5));
});
