// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { packFrame } from '../../logs/frames.ts';
import { testApi } from '../../testing/api.ts';
import { type Sql, seedLab, seedLogs } from '../../testing/corpus-lab.ts';
import type { Seed } from '../../testing/corpus-seed.ts';

/** Answers of a real LAVA next to the checkout where the project is developed, in shared/corpus. */
const CORPUS = join(import.meta.dirname, '../../../../../../shared/corpus/api');

/** Steps that differ, of those of the family; only shrinks. Most need health checks, MultiNode, queries or REST v0.2. */
const MOST_DIFFERENT = 120;

describe.skipIf(!existsSync(CORPUS))('what a real LAVA answered', () => {
  let base: string;
  beforeAll(async () => {
    const { app, db, store } = await testApi();
    const sql: Sql = (text, values = []) => db.run((q) => q.executeQuery(CompiledQuery.raw(text, values)));
    const seed = JSON.parse(readFileSync(join(CORPUS, 'seed.json'), 'utf8')) as Seed;
    await seedLab(sql, seed);
    await seedLogs(sql, store, (lines) => packFrame(lines, 1), seed);
    await app.listen({ host: '127.0.0.1', port: 0 });
    base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });

  it('by XML-RPC is answered here as well', async () => {
    const report = await replay('xmlrpc');
    const [, different] = /(\d+) different$/m.exec(report) ?? [];
    expect(Number(different), report.slice(-4_000)).toBeLessThanOrEqual(MOST_DIFFERENT);
  });

  function replay(family: string): Promise<string> {
    const args = [join(CORPUS, 'replay.py'), '--base', base, '--family', family, '-v', CORPUS];
    return new Promise((resolve) => {
      // It ends with 1 while anything differs.
      execFile('/usr/bin/python3', args, { maxBuffer: 1 << 26 }, (_, stdout, stderr) =>
        resolve(stderr + stdout),
      );
    });
  }
});
