// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { slowness } from '@lava/kit/testing/slowness.ts';
import { makeKeys } from '@lava/kit/zmq/curve.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updateWorker } from '../../db/queries/workers.ts';
import { testApi } from '../../testing/api.ts';
import { LinkLab } from '../../testing/link.ts';
import type { Attack } from '../../testing/link-attacker.ts';
import { LoopWatch } from '../../testing/loop-watch.ts';

/** Seconds of attack; `LAVA_FUZZ_SECONDS` for a longer one, `LAVA_FUZZ_SEED` for the same again. */
const SECONDS = Number(process.env.LAVA_FUZZ_SECONDS ?? (process.env.LAVA_SLOW ? 120 : 6));
const SEED = Number(process.env.LAVA_FUZZ_SEED ?? 20_261_129);
const ATTACKER = join(import.meta.dirname, '../../testing/link-attacker.ts');
/** Milliseconds of processor time that nothing that comes over the wire may take in one turn. */
const LONGEST_TURN = 50;

let lab: LinkLab;
beforeAll(async () => {
  lab = await LinkLab.make();
});
afterAll(() => lab.close());

async function attacked(attack: Attack): Promise<number> {
  const child = fork(ATTACKER, [], { stdio: 'inherit', execArgv: [] });
  child.send(attack);
  const [[{ sent }]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  return sent;
}

describe('the ends of the links', () => {
  it(
    `bear whatever a worker or a stranger sends (seed ${SEED})`,
    async () => {
      await lab.serve({ records: 300, timeout: 10_000 });
      const evil = await lab.enrol('lab-1');
      await lab.lab.worker('lab-2', { state: 'offline', last_seen: null });
      await lab.lab.worker('lab-3', { state: 'offline', last_seen: null });
      const honest = await lab.enrol('lab-2');
      const stranger = makeKeys();
      const join_expires = new Date(Date.now() + 3_600_000);
      await lab.db.run((q) => updateWorker(q, 'lab-3', { join_key: stranger.publicKey, join_expires }));
      await lab.workerProcess(honest.stateDir);
      const others = [await lab.job({ waitForGo: true }, { worker: 'lab-2', device: 'honest-1' })];
      await lab.until(others[0] as number, 'running');
      const jobs: number[] = [];
      for (let n = 0; n < 20; n++) jobs.push(await lab.job({}, { device: `evil-${n}` }));

      const watch = new LoopWatch();
      const sent = await attacked({
        ...{ seed: SEED, seconds: SECONDS, least: 500, serverKey: lab.keys.publicKey },
        ...{ controlPort: lab.control, logPort: lab.logs, worker: evil.keys, stranger, jobs, others },
      });
      watch.stop();
      expect(sent).toBeGreaterThanOrEqual(500);

      lab.go(honest.stateDir, others[0] as number);
      expect(await lab.until(others[0] as number, 'finished')).toMatchObject({ health: 'complete' });

      // It comes back as a worker that works: each of its jobs ends, and its device is free.
      const control = await lab.raw('control', evil.keys, 30_000);
      const held = jobs.map((job) => ({ job, state: 'ended' }));
      control.send({ type: 'hello', protocols: [1], version: '1', time: '', arch: 'x', jobs: held });
      await control.take('welcome');
      for (const job of jobs)
        control.send({ type: 'exit', job, records: 0, status: { health: 'incomplete' } });
      for (const job of jobs) await lab.until(job, 'finished');
      const busy = await lab.db.run((q) => q.selectFrom('holds').select('device').execute());
      expect(busy).toEqual([]);
      expect(await lab.db.run((q) => q.selectFrom('workers').select('name').execute())).toHaveLength(3);
      await readEverything([...jobs, ...others]);
      expect(watch.longest).toBeLessThan(LONGEST_TURN * slowness());
    },
    SECONDS * 1_000 + 240_000,
  );
});

/** Whatever was stored breaks no page. */
async function readEverything(jobs: readonly number[]): Promise<void> {
  const { app, as } = await testApi('{}\n', { db: lab.db, store: lab.store });
  const { paths } = (await app.inject('/api/openapi.json')).json() as {
    paths: Record<string, { get?: unknown }>;
  };
  const get = await as('admin');
  const names = ['lab-1', 'lab-2', 'lab-3', 'evil-0', 'qemu'];
  for (const [path, { get: operation }] of Object.entries(paths)) {
    if (!operation || /\/(events|stream)$/.test(path)) continue;
    const values = path.includes('{id}') ? jobs : path.includes('{name}') ? names : [''];
    for (const value of values) {
      const filled = path.replace(/^\/api\/v1/, '').replace(/\{\w+\}/g, String(value));
      const { status, body } = await get('GET', filled);
      expect([filled, status, status >= 500 ? body : '']).toEqual([
        filled,
        expect.toSatisfy((s: number) => s < 500),
        '',
      ]);
    }
  }
}
