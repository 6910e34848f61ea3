// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT } from '@lava/kit/process/mains.ts';
import { endLeftovers, processesOf } from '@lava/lab/leftovers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPECTED } from '../tools/demo/first-job.ts';
import { newcomersPath } from './newcomer.ts';

const main = join(import.meta.dirname, '../tools/main.ts');

describe('./lava demo', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync('/var/tmp/lava-demo-');
  });
  const started: ChildProcess[] = [];
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await endLeftovers(directory, 10_000);
    rmSync(directory, { recursive: true, force: true });
  });

  function start(...args: string[]) {
    // As users start it: from the sources.
    const { [BUILT]: _, ...env } = process.env;
    const child = spawn(process.execPath, [main, 'demo', '--state-dir', directory, ...args], { env });
    started.push(child);
    let text = '';
    let stdout = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { child, ended, text: () => text, stdout: () => stdout };
  }

  function shows(run: { child: ChildProcess; text(): string }, pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => pattern.test(run.text()) && resolve();
      run.child.stderr?.on('data', look);
      run.child.on('close', () => reject(new Error(`it ended without ${pattern}:\n${run.text()}`)));
      look();
    });
  }

  it('runs the first job in a new lab, shows everything in one summary, and leaves nothing', async () => {
    const run = start('--once', '--json');
    expect(await run.ended, run.text()).toBe(0);
    const summary = JSON.parse(run.stdout());
    expect(summary).toMatchObject({ ok: true, problems: [], job: { id: 1, health: 'complete' } });
    const verdicts = Object.fromEntries(
      summary.results.map((r: { name: string; result: string }) => [r.name, r.result]),
    );
    expect(verdicts).toEqual(EXPECTED);
    expect(summary.overhead.start).toBeGreaterThan(0);
    expect(processesOf(directory)).toEqual([]);
  });

  let again: ReturnType<typeof start>;
  it('starts again after it was killed in a job', async () => {
    const killed = start();
    await shows(killed, /execute-qemu/);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(processesOf(directory).length).toBeGreaterThan(0);
    again = start();
    await shows(again, /web pages +http:/);
    const url = /web pages\s+(http:\S+)/.exec(again.text())?.[1] ?? '';
    expect((await fetch(`${url}/api/v1/session`)).status).toBe(200);
    await shows(again, /\.\/lava jobs submit/);
  });

  newcomersPath(() => ({ text: again.text(), directory }));

  it('ends at Ctrl-C', async () => {
    again.child.kill('SIGINT');
    expect(await again.ended, again.text()).toBe(0);
    expect(processesOf(directory)).toEqual([]);
  });
});
