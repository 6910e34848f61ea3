// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { listOf, textOf } from '../job/read.ts';
import { splitShellWords } from '../job/shell-words.ts';
import type { FlashFile } from './flash-tool.ts';

/** Files of a job that a program would run as a script of its own language, with all that such a script may do on the worker. */
const SCRIPT = /_script$/i;

interface Fill {
  files: readonly FlashFile[];
  /** Other names, e.g. `BOARD_ID`. */
  more?: Readonly<Record<string, string | undefined>>;
  /** The device lets jobs bring scripts. */
  scripts?: boolean;
}

/**
 * A line of the device with the files of the job in it: `{NAME}` is the file of that name.
 * @throws LavaError `job-invalid` when the job has no such file, or it is a script and the device takes none
 */
export function fillFiles(line: string, { files, more = {}, scripts = false }: Fill): string {
  return line.replace(/\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    const known = Object.hasOwn(more, name) ? more[name] : undefined;
    const file = files.find((each) => each.name.toUpperCase().replaceAll('-', '_') === name);
    const value = known ?? file?.path;
    if (value === undefined)
      throw new LavaError('job-invalid', `the device's commands need a file ${name.toLowerCase()}`, {
        hint: `the deploy block has ${files.map((each) => each.name).join(', ') || 'none'}`,
      });
    if (SCRIPT.test(name) && known === undefined && !scripts) throw noScripts(name.toLowerCase());
    return value;
  });
}

export function noScripts(name: string): LavaError {
  return new LavaError('job-invalid', `${name} is a script that could run any program on the worker`, {
    hint: "an administrator who trusts everybody that submits to the device sets allow_job_scripts: true in the parameters of the device's method",
  });
}

/** Words of options that a device gives as a line, or as a list of lines. */
export function optionWords(options: unknown): string[] {
  return listOf(options).map(textOf).flatMap(splitShellWords);
}
