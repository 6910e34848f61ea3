// SPDX-License-Identifier: Apache-2.0
import type { ChildProcess } from 'node:child_process';

/** Resolves as soon as what the program has printed so far matches. @throws Error when it ends before that */
export function shows(child: ChildProcess, text: () => string, pattern: RegExp): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const look = () => pattern.test(text()) && resolve();
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.on('close', () => reject(new Error(`it ended without ${pattern}:\n${text()}`)));
    look();
  });
}
