// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { problemOf, quoted } from '../../job/path.ts';

/**
 * Partition tables name the files that are written into the board: only those of the archive may be, or a job could read the
 * worker's own from its board. Links of the archive do not lead out of it.
 * @param cwd directory of the archive
 * @throws LavaError `artefact-invalid`
 */
export function checkPartitionTable(cwd: string, table: string): void {
  const text = readFileSync(join(cwd, table), 'latin1');
  const refuse = (why: string) => new LavaError('artefact-invalid', `${table} ${why}`);
  if (text.includes('\0') || text.includes('<!DOCTYPE') || text.includes('<!ENTITY'))
    throw refuse('is not plain XML: it may have no entities, and one byte a character');
  for (const [, double, single] of text.matchAll(/filename\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)) {
    const name = double ?? single ?? '';
    if (name === '') continue;
    if (name.startsWith('/') || name.includes('&') || problemOf(name))
      throw refuse(`names the file ${quoted(name)}, which is not one of the archive`);
  }
}
