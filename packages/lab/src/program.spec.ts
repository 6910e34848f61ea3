// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endLeftovers, processesOf } from './leftovers.ts';
import { freePort } from './port.ts';
import { startProgram, waitFor } from './program.ts';

describe('programs of a lab', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lab-'));
  });
  afterEach(async () => {
    await endLeftovers(directory, 1_000);
    rmSync(directory, { recursive: true });
  });

  function start(source: string) {
    const file = join(directory, 'program.mjs');
    writeFileSync(file, source);
    return startProgram({ name: 'it', command: [file], logFile: join(directory, 'log') });
  }

  it('start, are waited for, and stop', async () => {
    const program = await start('console.log("up"); setInterval(() => {}, 1000)');
    const ready = async () => program.logTail().includes('up') || undefined;
    expect(await waitFor(program, 'up', ready)).toBe(true);
    expect(processesOf(directory).map(({ pid }) => pid)).toEqual([program.pid]);
    await program.stop();
    expect(await program.ended).toBe('SIGTERM');
    expect(program.running()).toBe(false);
  });

  it('that end instead of starting tell the end of their log', async () => {
    const program = await start('console.error("no database"); process.exit(3)');
    const never = async () => undefined;
    await expect(waitFor(program, 'never', never)).rejects.toThrow(/ended with status 3.*\nno database/);
  });

  it('are found and ended after whoever started them is gone, also deaf ones', async () => {
    const deaf = await start(
      'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)',
    );
    await waitFor(deaf, 'up', async () => deaf.logTail().includes('up') || undefined);
    await endLeftovers(directory, 100);
    expect(await deaf.ended).toBe('SIGKILL');
    expect(processesOf(directory)).toEqual([]);
  });

  it('get the port they want when it is free', async () => {
    const port = await freePort();
    expect(await freePort(port)).toBe(port);
  });
});
