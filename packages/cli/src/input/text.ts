// SPDX-License-Identifier: Apache-2.0
import { readText } from '@lava/kit/fs/read-text.ts';
import { UsageError } from '../exit-code.ts';
import { askSecret } from './secret.ts';

/** Text of a file, or of stdin for `-`. @throws UsageError when it cannot be read */
export function readInput(file: string): string {
  try {
    return readText(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** A password from a file (`-` for stdin) without its last newline, or asked for on the terminal. */
export async function readPassword(file: string | undefined, question = 'Password: '): Promise<string> {
  return file === undefined ? askSecret(question) : readInput(file).replace(/\r?\n$/, '');
}
