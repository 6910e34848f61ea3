// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { EventFeed } from '../events/lava/feed.ts';
import { EventPublisher } from '../events/lava/publisher.ts';
import { packFrame } from '../logs/frames.ts';
import { Scheduler } from '../scheduler/loop.ts';
import { testApi } from '../testing/api.ts';
import { atEnd } from '../testing/at-end.ts';
import { type Sql, seedLab, seedLogs } from '../testing/corpus-lab.ts';
import type { Seed } from '../testing/corpus-seed.ts';
import { silent, testDatabase } from '../testing/database.ts';

/** Answers of a real LAVA next to the checkout where the project is developed, in shared/corpus. */
const CORPUS = join(import.meta.dirname, '../../../../../shared/corpus/api');

/** Steps that differ, of those of each family; only shrinks. With LAVA_CORPUS_REPORTS, which they are is in files there. */
const MOST_DIFFERENT = { xmlrpc: 23, rest: 13, downloads: 17, events: 0, worker: 4, lavacli: 26 };

/** Each step of it is a run of the program: minutes, with `./lava test --slow`. */
const SLOW = 'lavacli';
const FAMILIES = Object.entries(MOST_DIFFERENT).filter(
  ([family]) => family !== SLOW || process.env.LAVA_SLOW,
);

describe.skipIf(!existsSync(CORPUS)).each(FAMILIES)('what a real LAVA answered: %s', (family, most) => {
  let base: string;
  let zmq: string;
  beforeAll(async () => {
    const db = await testDatabase();
    const feed = new EventFeed(db, silent);
    const publisher = new EventPublisher({ db, feed, endpoints: ['tcp://127.0.0.1:*'] });
    [zmq = ''] = await publisher.start();
    atEnd(async () => {
      await publisher.close();
      await feed.close();
    });
    const { app, store } = await testApi(`events_port: ${new URL(zmq).port}\n`, { db });
    const sql: Sql = (text, values = []) => db.run((q) => q.executeQuery(CompiledQuery.raw(text, values)));
    const seed = JSON.parse(readFileSync(join(CORPUS, 'seed.json'), 'utf8')) as Seed;
    await seedLab(sql, seed);
    await seedLogs(sql, store, (lines) => packFrame(lines, 1), seed);
    if (family === 'worker') {
      const scheduler = new Scheduler(db, silent);
      scheduler.start();
      atEnd(() => scheduler.stop());
    }
    await app.listen({ host: '127.0.0.1', port: 0 });
    base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });

  it('is answered here as well', { timeout: family === SLOW ? 1_500_000 : 240_000 }, async () => {
    const report = await replay();
    if (process.env.LAVA_CORPUS_REPORTS) writeFileSync(join(process.env.LAVA_CORPUS_REPORTS, family), report);
    const [, different = 0] = /(\d+) different(?:, \d+ skipped)?$/m.exec(report) ?? [];
    expect(report).toMatch(/ equal/);
    expect(Number(different), report.slice(-4_000)).toBeLessThanOrEqual(most);
  });

  function replay(): Promise<string> {
    const args = [join(CORPUS, 'replay.py'), '--base', base, '--zmq', zmq, '--family', family, '-v', CORPUS];
    return new Promise((resolve) => {
      // It ends with 1 while anything differs.
      const env = { ...process.env, LAVACLI_FORK: '1' }; // the same program, without a start of Python for each
      execFile('/usr/bin/python3', args, { maxBuffer: 1 << 26, env }, (_, stdout, stderr) =>
        resolve(stderr + stdout),
      );
    });
  }
});
