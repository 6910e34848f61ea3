// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { ArtefactCache } from '../../host/cache.ts';
import { requireTool } from '../../host/tool.ts';
import { sandboxOptions } from './sandbox.ts';

const PROGRAM = requireTool('qemu-system-x86_64');
const root = mkdtempSync(join(tmpdir(), 'lava-sandbox-'));
afterAll(() => rmSync(root, { recursive: true }));

function optionsFor(...command: string[]): Promise<string[]> {
  return sandboxOptions(Progress.root(), new ArtefactCache(join(root, 'cache')), PROGRAM, command);
}

/** A QEMU without a guest that is told to start a program for its network. @returns whether it did, and what ended QEMU */
function startsProgram(options: string[]) {
  const made = join(root, 'made');
  rmSync(made, { force: true });
  const network = `bridge,id=n,helper=touch ${made};`;
  const words = [...options, '-nodefaults', '-display', 'none', '-machine', 'none', '-netdev', network];
  const { signal } = spawnSync(PROGRAM, words, { timeout: 30_000 });
  return { started: existsSync(made), signal };
}

describe('the sandbox of QEMU', () => {
  it('ends a QEMU that starts a program', async () => {
    expect(startsProgram([])).toEqual({ started: true, signal: null });
    const options = await optionsFor('-nographic', '-netdev', 'user,id=n');
    expect(options).toEqual(['-sandbox', expect.stringContaining('spawn=deny')]);
    expect(startsProgram(options)).toEqual({ started: false, signal: 'SIGSYS' });
  });

  it('lets it start what the device gives its networks, and nothing else', async () => {
    const [name, value] = await optionsFor('-netdev', 'tap,id=n');
    expect([name, value]).toEqual(['-sandbox', expect.stringContaining('elevateprivileges=deny')]);
    expect(value).not.toContain('spawn');
    expect(startsProgram(['-sandbox', value ?? '']).started).toBe(true);
    const scriptless = await optionsFor('-netdev', 'tap,id=n,script=no,downscript=no');
    expect(scriptless[1]).toContain('spawn=deny');
  });

  it("leaves the device's own word about it", async () => {
    expect(await optionsFor('-sandbox', 'off')).toEqual([]);
  });
});
