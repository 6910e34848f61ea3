// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { makeHome } from '../tools/package/home.ts';
import { PACKAGES } from '../tools/package/packages.ts';

/**
 * A program as its package has it: one bundled file instead of sources whose types Node strips.
 * @param directory where the package's files are put, as `DIRECTORY/NAME`
 */
export async function packagedProgram(directory: string, program: string): Promise<string> {
  const spec = PACKAGES.find(({ programs = {} }) => program in programs);
  if (!spec) throw new Error(`no package has ${program}`);
  const home = join(directory, spec.name);
  await makeHome({ ...spec, runtime: false }, home, 'bench');
  return join(home, `lib/${program}.js`);
}
