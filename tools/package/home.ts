// SPDX-License-Identifier: Apache-2.0
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, copyPty, copyZeromq } from './bundle.ts';
import type { PackageSpec } from './packages.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Makes what a package has in `/usr/lib/NAME`: its programs with all they need. The built pages are taken if they are there.
 * @returns the source files that are inside, relative to the repository
 */
export async function makeHome(spec: PackageSpec, home: string, version: string): Promise<string[]> {
  const arch = process.arch as 'x64' | 'arm64';
  const inputs = spec.programs ? await bundle(home, spec.programs, version, spec.quick) : [];
  if (spec.zeromq) inputs.push(...copyZeromq(home, arch));
  if (spec.pty) inputs.push(...copyPty(home, arch));
  if (spec.runtime) {
    mkdirSync(join(home, 'bin'), { recursive: true });
    cpSync(process.execPath, join(home, 'bin/node'), { dereference: true });
  }
  for (const [from, to] of Object.entries(spec.data ?? {})) {
    if (from === 'packages/web/dist' && !existsSync(join(root, from))) continue;
    cpSync(join(root, from), join(home, to), {
      recursive: true,
      filter: (path) => !/\.spec\.|\/device-types\/(golden|boards)/.test(path),
    });
  }
  for (const [link, target] of Object.entries(spec.links ?? {})) symlinkSync(target, join(home, link));
  return inputs;
}
