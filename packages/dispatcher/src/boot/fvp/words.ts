// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { splitShellWords } from '../../job/shell-words.ts';

/** Where the container of the model has the files of the deploy block. */
export const FILES_PLACE = '/lava-fvp';

/** What an argument may name in addition to the files: the directory that has all of them. */
const DIRECTORY = 'ARTIFACT_DIR';

/** The file of a role in the container. */
export function placeOf(role: string): string {
  return `${FILES_PLACE}/${role}`;
}

/**
 * The words of a model's command line. One argument may be several words, as in `--data cpu0={APP}@0x10080000`.
 * @param roles of the files of the deploy block; an argument names them in capital letters
 * @throws LavaError `job-invalid`
 */
export function modelWords(args: readonly string[], roles: readonly string[]): string[] {
  const places = new Map(roles.map((role) => [role.toUpperCase(), placeOf(role)]));
  places.set(DIRECTORY, FILES_PLACE);
  const fill = (argument: string) =>
    argument.replace(/\{([^{}]*)\}/g, (_, name: string) => {
      const place = places.get(name);
      if (place !== undefined) return place;
      throw new LavaError('job-invalid', `arguments: ${argument}: there is no file ${name}`, {
        hint: `known: ${[...places.keys()].join(', ')}`,
      });
    });
  return args.map(fill).flatMap(splitShellWords);
}
