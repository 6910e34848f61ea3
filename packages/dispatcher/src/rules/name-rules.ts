// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { at } from '../job/read.ts';
import { nameProblem } from '../job/tool-text.ts';
import type { PlacedBlock } from './placed-block.ts';

/** Keys whose text names a directory of the job, and a container. */
const NAMES = ['namespace', 'connection-namespace'];

export function nameRules({ block, path }: PlacedBlock): Problem[] {
  return NAMES.flatMap((key): Problem[] => {
    const name = at(block, key);
    if (typeof name !== 'string' || name === '') return [];
    const problem = nameProblem(name);
    if (problem === undefined) return [];
    return [{ message: `\`${key}\`: the name cannot be used: ${problem}`, where: { path: [...path, key] } }];
  });
}
