// SPDX-License-Identifier: Apache-2.0

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHANGES, type Change } from '@lava/protocol/api/compare.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer } from '../../testing/fake-server.ts';
import { runHere } from '../../testing/run-here.ts';

let server: FakeServer | undefined;
afterEach(() => server?.close());

async function lava(answers: Record<string, unknown>, ...args: string[]) {
  await server?.close();
  server = await fakeServer(answers);
  return runHere(args, { XDG_CONFIG_HOME: '/nonexistent', LAVA_URL: server.url, LAVA_TOKEN: 't' });
}

const result = (name: string, suite = '0_smoke') => ({
  ...{ id: 1, suite, set: null, name, result: 'pass', measurement: null, units: null, reference: null },
  ...{ record: 1, startRecord: null, endRecord: null, logged: null, metadata: {} },
});

describe('lava results', () => {
  const answers = {
    'GET /jobs/7/results?limit=1000': { items: [result('one'), result('two', '1_more')], next: null },
  };

  it('shows results when no verb is typed', async () => {
    const names = async (...args: string[]) => (await lava(answers, ...args, '-o', 'name')).stdout;
    expect(await names('results', '7')).toBe('one\ntwo\n');
    expect(await names('results', '7', 'more')).toBe('two\n');
    expect(await names('results', 'show', '7', 'smoke', 'one')).toBe('one\n');
    expect(await names('jobs', 'results', '7')).toBe('one\ntwo\n');
  });
});

describe('lava results compare', () => {
  const side = (result: string) => ({ result, measurement: null, units: null });
  const change = (word: string, before: string | null, after: string | null) => ({
    ...{ change: word, suite: 'smoke', set: null, name: `was-${word}`, percent: null },
    ...{ before: before && side(before), after: after && side(after) },
  });
  const none = Object.fromEntries(CHANGES.map((change) => [change, 0])) as Record<Change, number>;
  const answer = (counts: object, items: object[]) => ({
    'GET /jobs/7/compare/8?percent=5': { before: 7, after: 8, counts: { ...none, ...counts }, items },
  });

  it('says what changed, and fails when a case broke', async () => {
    const items = [change('broken', 'pass', 'fail'), change('missing', 'pass', null)];
    const ran = await lava(answer({ broken: 1, missing: 1, same: 9 }, items), 'results', 'compare', '7', '8');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(
      /^CHANGE +SUITE +CASE +BEFORE +AFTER +PERCENT\nbroken +smoke +was-broken +pass +fail +-\n/,
    );
    expect(ran.stderr).toBe('1 broken, 1 missing, 9 same\n');
  });

  it('ends well when nothing broke', async () => {
    const items = [change('failing', 'fail', 'fail')];
    const ran = await lava(answer({ failing: 1 }, items), 'results', 'compare', '7', '8', '-o', 'name');
    expect(ran).toEqual({ code: 0, stdout: 'was-failing\n', stderr: '' });
  });
});

describe('lava results export', () => {
  it('writes what the server sends, as it is', async () => {
    const xml = '<?xml version="1.0"?>\n<testsuites/>\n';
    const answers = { 'GET /jobs/7/export/junit?suite=a&suite=b&all=true': xml };
    const words = ['results', 'export', '7', '--suite', 'a', '--suite', 'b', '--all'];
    expect(await lava(answers, ...words)).toEqual({ code: 0, stdout: xml, stderr: '' });

    const directory = mkdtempSync(join(tmpdir(), 'lava-export-'));
    try {
      const file = join(directory, 'results.xml');
      const written = { code: 0, stdout: '', stderr: `results of job 7 written to ${file}\n` };
      expect(await lava(answers, ...words, '--file', file)).toEqual(written);
      expect(readFileSync(file, 'utf8')).toBe(xml);
      const wrong = await lava(answers, ...words, '--file', `${file}/x`);
      expect(wrong).toMatchObject({ code: 8, stderr: expect.stringContaining('cannot be written') });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
