// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { FETCHED_BY, fetchStep } from '../job/fetch-step.ts';
import { at, listOf } from '../job/read.ts';
import type { PlacedBlock } from './placed-block.ts';

type Path = (string | number)[];

/** The address of a file that a block asks for, and the step that fetches it, if there is one. */
interface Address {
  url: string;
  step: ReturnType<typeof fetchStep>;
  where: { path: Path };
}

/** Blocks, files in them, and lists and mappings of files. */
const DEPTH = 5;

/** All addresses of files in a block. */
export function artefactsOf(section: string, block: unknown, path: Path): Address[] {
  if (section === 'deploy') return urlsIn(block, path, DEPTH);
  if (section !== 'test') return [];
  return ['definitions', 'services'].flatMap((key) =>
    listOf(at(block, key)).flatMap((each, i) =>
      at(each, 'from') === 'url' ? addressOf(at(each, 'repository'), [...path, key, i, 'repository']) : [],
    ),
  );
}

function urlsIn(value: unknown, path: Path, depth: number): Address[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  // The device gets the address itself.
  if (at(value, 'download') === false) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return key === 'url' ? addressOf(each, place) : urlsIn(each, place, depth - 1);
  });
}

function addressOf(url: unknown, path: Path): Address[] {
  return typeof url === 'string' ? [{ url, step: fetchStep(url), where: { path } }] : [];
}

/** Something must be able to fetch each file. */
export function artefactRules({ section, block, path }: PlacedBlock): Problem[] {
  return artefactsOf(section, block, path)
    .filter(({ url, step }) => step === undefined && !mayBeSubstituted(url))
    .map(({ url, where }) => ({
      message: `\`${where.path.at(-1)}\`: no way to fetch this address`,
      expected: `an address that begins with ${FETCHED_BY.map((scheme) => `${scheme}:`).join(', ')}`,
      found: url.slice(0, 200),
      hint: `known: ${FETCHED_BY.join(', ')}`,
      where,
    }));
}

/** `{NAME}` is a value of the device's static_info. */
export function mayBeSubstituted(url: string): boolean {
  return /\{\w+\}/.test(url);
}
