// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { at, listOf } from '../job/read.ts';
import type { PlacedBlock } from './placed-block.ts';

type Path = (string | number)[];

const NAMES = [
  { key: 'definitions', pattern: /^[-_a-zA-Z0-9.]+$/, allowed: 'letters, digits, `-`, `_` and `.`' },
  { key: 'interactive', pattern: /^[-_a-zA-Z0-9]+$/, allowed: 'letters, digits, `-` and `_`' },
  { key: 'monitors', pattern: /^[-_a-zA-Z0-9]+$/, allowed: 'letters, digits, `-` and `_`' },
] as const;

/** Rules of single blocks that are not about the type of a key. */
export function blockRules({ section, block, path }: PlacedBlock): Problem[] {
  const problems: Problem[] = [];
  if (at(block, 'repeat') !== undefined && at(block, 'failure_retry') !== undefined) {
    const where = { path: [...path, 'repeat'] };
    problems.push({ message: 'a block has either `failure_retry` or `repeat`, not both', where });
  }
  if (section === 'test') problems.push(...NAMES.flatMap((rule) => badNames(block, path, rule)));
  return problems;
}

function badNames(block: unknown, path: Path, { key, pattern, allowed }: (typeof NAMES)[number]): Problem[] {
  return listOf(at(block, key)).flatMap((each, i) => {
    const name = at(each, 'name');
    if (typeof name !== 'string' || pattern.test(name)) return [];
    const where = { path: [...path, key, i, 'name'] };
    return [{ message: `\`name\`: only ${allowed} are allowed`, expected: allowed, found: name, where }];
  });
}
