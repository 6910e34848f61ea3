// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@lava/kit/testing/random.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEATHS, KillLab, NOTHING } from './kill/kill-lab.ts';
import { Outside } from './kill/outside-kinds.ts';

const SLOW = process.env.LAVA_SLOW !== undefined;
const SEED = Number(process.env.LAVA_SEED ?? Date.now() % 1_000_000);
/** Of each kind, if not all with `--slow`. */
const KILLS = 2;
const VARIABLES = ['LAVA_WORKER_NFS_DIR', 'LAVA_WORKER_TFTP_DIR', 'TMPDIR'] as const;

describe('a dispatcher that is killed while a job uses what is not of the worker', () => {
  const directory = mkdtempSync('/var/tmp/lava-kill-');
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  let lab: KillLab;
  let outside: Outside;
  beforeAll(async () => {
    outside = await Outside.start();
    const [temporary, tftp] = ['tmp', 'tftp'].map((name) => join(directory, name)) as [string, string];
    for (const path of [temporary, tftp]) mkdirSync(path);
    Object.assign(process.env, {
      LAVA_WORKER_NFS_DIR: outside.nfs,
      LAVA_WORKER_TFTP_DIR: tftp,
      TMPDIR: temporary,
    });
    lab = new KillLab(9, { temporary, tftp }, false);
  }, 120_000);
  afterAll(async () => {
    await lab?.close();
    await outside?.[Symbol.asyncDispose]();
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(directory, { recursive: true, force: true });
  });

  it('leaves nothing there either: no container, mount, root file system or overlay; the next job works', async () => {
    const random = new Random(SEED);
    for (const [kind, make] of Object.entries(outside.kinds)) {
      const whole = async () => {
        const work = make();
        const { status, left, steps, text } = await lab.run(work);
        expect(status, `${kind}: ${text}`).toMatchObject({ health: 'complete' });
        expect({ ...left, outside: work.left() }, kind).toEqual({ ...NOTHING, outside: [] });
        return steps;
      };
      const steps = await whole();
      const places = steps.map((name, i) => ({ at: i + 1, name }));
      const chosen = SLOW ? places : Array.from({ length: KILLS }, () => random.one(places));
      for (const { at, name } of chosen) {
        const kill = { at, death: random.one(DEATHS), delay: random.between(0, 200) };
        const work = make();
        const { status, left } = await lab.run(work, kill);
        const where = `${kind}, killed at step ${at}, ${name}: ${kill.death}, ${kill.delay} ms (LAVA_SEED=${SEED})`;
        expect({ ...left, outside: work.left() }, where).toEqual({ ...NOTHING, outside: [] });
        // The last steps are over before the kill arrives.
        if (status.health !== 'complete')
          expect(status, where).toMatchObject({ health: 'incomplete', code: 'dispatcher-died' });
      }
      await whole();
    }
  }, 900_000);
});
