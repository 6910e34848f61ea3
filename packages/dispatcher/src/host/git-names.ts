// SPDX-License-Identifier: Apache-2.0
import { pathToFileURL } from 'node:url';
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from '../job/path.ts';
import { referenceProblem, repositoryProblem } from '../job/tool-text.ts';
import type { LocalFiles } from './local-files.ts';

/** How repositories may be reached over the network. */
export const PROTOCOLS = ['http', 'https', 'git', 'ssh', 'git+ssh', 'ssh+git'];

/**
 * A branch, tag or commit, as git gets it: nothing that it takes for an option or for a pattern.
 * @throws LavaError `definition-invalid`
 */
export function gitReference(text: string, what: string): string {
  if (text === '' || referenceProblem(text) !== undefined)
    throw new LavaError('definition-invalid', `${quoted(text)} cannot be the ${what} of a git repository`, {
      hint: 'it must be the name of a branch or tag, or a commit; it cannot begin with - or contain blanks',
    });
  return text;
}

/**
 * The address of a repository: on the network, or a directory of the worker that jobs may read. Git knows others, which
 * run programs.
 * @throws LavaError `definition-invalid`, `job-invalid`, `download-missing`
 */
export async function gitAddress(url: string, local: LocalFiles): Promise<string> {
  const problem = url === '' ? 'it is empty' : repositoryProblem(url);
  if (problem) throw refused(url, problem);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'file') {
    await local.directory(url);
    return url;
  }
  if (scheme !== undefined) {
    if (!PROTOCOLS.includes(scheme)) throw refused(url, `${scheme} is none of ${PROTOCOLS.join(', ')}, file`);
    return url;
  }
  // HOST:PATH is ssh, unless a slash comes first.
  if (/^[^/]+:/.test(url)) return url;
  if (!url.startsWith('/')) throw refused(url, 'it is not an address');
  await local.directory(pathToFileURL(url).href);
  return url;
}

function refused(url: string, why: string): LavaError {
  return new LavaError(
    'definition-invalid',
    `${quoted(url)} cannot be the address of a git repository: ${why}`,
  );
}
