// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { originName } from '../job/origin-name.ts';
import { at, textOf } from '../job/read.ts';
import { mayBeSubstituted } from './artefact-rules.ts';
import type { PlacedBlock } from './placed-block.ts';

/** Extra files of a deployment are served in one directory, each under the name that it has at its origin. */
export function sideBySide({ section, block, path }: PlacedBlock): Problem[] {
  const files = at(block, 'extra_files');
  if (section !== 'deploy' || typeof files !== 'object' || files === null) return [];
  const first = new Map<string, string>();
  return Object.entries(files).flatMap(([key, file]): Problem[] => {
    const name = nameOf(file);
    if (name === undefined) return [];
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, key);
      return [];
    }
    const where = { path: [...path, 'extra_files', key, 'url'] };
    const message = `\`${key}\`: \`${other}\` has the name ${name} in \`extra_files\` already`;
    const hint = 'extra files are in one directory; one of the two needs another name where it comes from';
    return [{ message, found: textOf(at(file, 'url')).slice(0, 200), hint, where }];
  });
}

/** Undefined where the address says nothing of it, or is wrong in another way. */
function nameOf(file: unknown): string | undefined {
  const url = at(file, 'url');
  if (typeof url !== 'string' || mayBeSubstituted(url) || !URL.canParse(url)) return undefined;
  try {
    return originName(url, at(file, 'compression') !== undefined);
  } catch {
    return undefined;
  }
}
