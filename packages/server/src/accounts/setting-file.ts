// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Content of a file that a setting names, without its last newline. @throws LavaError `config-invalid` */
export function readSetting(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new LavaError('config-invalid', `${setting}: ${(cause as Error).message}`, { cause });
  }
}
