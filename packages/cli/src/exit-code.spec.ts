// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES, outcomeOfError, outcomeOfJob, worstOutcome } from './exit-code.ts';

describe('exit codes', () => {
  it('are the same in the documentation', () => {
    const file = join(import.meta.dirname, '../../../docs/reference/exit-codes.md');
    const rows = [...readFileSync(file, 'utf8').matchAll(/^\| (\d+) \| `([^`]+)` \| (.+) \|$/gm)];
    expect(rows.map((row) => row.slice(1))).toEqual(
      Object.entries(EXIT_CODES).map(([name, { code, text }]) => [String(code), name, text]),
    );
  });

  it('are distinct', () => {
    const codes = Object.values(EXIT_CODES).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each([
    ['server-unreachable', 'connection'],
    ['forbidden', 'authorization'],
    ['bug', 'bug'],
    ['conflict', 'refused'],
  ] as const)('an error %s is %s', (code, outcome) => {
    expect(outcomeOfError(new LavaError(code, 'x'))).toBe(outcome);
  });

  it('a failure of a test is not hidden by one of the lab', () => {
    expect(worstOutcome([])).toBe('ok');
    expect(worstOutcome(['ok', 'queue-timeout', 'infrastructure'])).toBe('infrastructure');
    expect(worstOutcome(['infrastructure', 'failed', 'ok', 'canceled'])).toBe('failed');
  });

  const error = (code: string, kind: string) => ({ code, kind });
  it.each([
    [{ health: 'complete', error: null, results: {} }, 'ok'],
    [{ health: 'complete', error: null, results: { fail: 1 } }, 'failed'],
    [{ health: 'canceled', error: error('canceled', 'canceled'), results: {} }, 'canceled'],
    [{ health: 'canceled', error: error('queue-timeout', 'canceled'), results: {} }, 'queue-timeout'],
    [{ health: 'incomplete', error: error('kernel-failure', 'job'), results: {} }, 'failed'],
    [{ health: 'incomplete', error: error('test-protocol', 'test'), results: {} }, 'failed'],
    [
      { health: 'incomplete', error: error('download-failed', 'infrastructure'), results: {} },
      'infrastructure',
    ],
    [
      { health: 'incomplete', error: error('device-invalid', 'configuration'), results: {} },
      'infrastructure',
    ],
    [{ health: 'incomplete', error: null, results: { fail: 2 } }, 'infrastructure'],
  ] as const)('a job that ended as %j is %s', (job, outcome) => {
    expect(outcomeOfJob(job)).toBe(outcome);
  });
});
