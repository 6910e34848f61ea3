// SPDX-License-Identifier: Apache-2.0
import { vi } from 'vitest';
import { main } from '../cli.ts';
import type { Ran } from './fake-server.ts';

/** The program in this process, which is faster than the real one; it has no standard input. */
export async function runHere(args: string[], env: Record<string, string>): Promise<Ran> {
  const ran: Ran = { code: 0, stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      ran[name] += String(chunk);
      return true;
    });
  const before = process.env;
  const spies = [into('stdout'), into('stderr')];
  process.env = env;
  process.exitCode = 0;
  try {
    await main(args);
    ran.code = Number(process.exitCode);
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.env = before;
    process.exitCode = 0;
  }
  return ran;
}
