// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getPayload } from '@lava/guest/payload.ts';
import { beforeAll, expect, it } from 'vitest';

const LAVA = join(import.meta.dirname, '../../lava');
const JOBS = 8;
/** Milliseconds; half a minute a pair on a slow machine. */
const LIMIT = 600_000;

beforeAll(async () => {
  await getPayload('arm64');
});

it(
  `./lava bench soak: ${JOBS} jobs on two boards are Complete, and server and worker are as before`,
  async () => {
    const child = spawn(LAVA, ['bench', 'soak', '--jobs', String(JOBS), '--short', '--json']);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const report = JSON.parse(stdout || '{}');
    expect(report, stderr).toMatchObject({ bench: 'soak', ok: true });
    const limited = report.figures.filter(({ limit }: { limit?: unknown }) => limit);
    expect(limited).toHaveLength(10);
    expect(limited[0]).toMatchObject({ name: 'jobs that are not Complete', value: 0 });
  },
  LIMIT,
);
