// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { at, listOf } from '../job/read.ts';
import type { PlacedBlock } from './placed-block.ts';

type Path = (string | number)[];

/** Keys of a test block with what has a name, apart from `definitions`. */
const NAMED = ['interactive', 'monitors'];
const NAME = /^[-_a-zA-Z0-9]+$/;
const ALLOWED = 'letters, digits, `-` and `_`';

/** Rules of single blocks that are not about the type of a key. */
export function blockRules(placed: PlacedBlock): Problem[] {
  const { section, block, path } = placed;
  const problems: Problem[] = [];
  if (at(block, 'repeat') !== undefined && at(block, 'failure_retry') !== undefined) {
    const where = { path: [...path, 'repeat'] };
    problems.push({ message: 'a block has either `failure_retry` or `repeat`, not both', where });
  }
  if (section === 'test') problems.push(...NAMED.flatMap((key) => badNames(block, path, key)));
  return [...problems, ...definitionRules(placed)];
}

/** LAVA's validator takes a dot in the name of a definition, its dispatcher does not; that takes any name of the others. */
export function definitionRules({ section, block, path }: PlacedBlock): Problem[] {
  return section === 'test' ? badNames(block, path, 'definitions') : [];
}

function badNames(block: unknown, path: Path, key: string): Problem[] {
  return listOf(at(block, key)).flatMap((each, i) => {
    const name = at(each, 'name');
    if (typeof name !== 'string' || NAME.test(name)) return [];
    const where = { path: [...path, key, i, 'name'] };
    return [{ message: `\`name\`: only ${ALLOWED} are allowed`, expected: ALLOWED, found: name, where }];
  });
}
