// SPDX-License-Identifier: Apache-2.0
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/**
 * Licences of the libraries that a bundle holds, one after another, and of the runtime where it comes along.
 * @param inputs source files of the bundle, relative to the repository
 */
export function thirdPartyLicenses(inputs: Iterable<string>, runtime: boolean): string {
  const directories = new Set<string>();
  for (const path of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (found) directories.add(found);
  }
  const sections = [...directories].sort().map((directory) => {
    const manifest = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8'));
    const title = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see its text'})`;
    return section(title, textOf(join(root, directory)));
  });
  if (runtime) {
    const text = textOf(join(process.execPath, '../..'));
    if (!text) throw new Error(`the licence of Node.js is missing next to ${process.execPath}`);
    sections.unshift(section(`Node.js ${process.version}`, text));
  }
  return sections.join('\n');
}

function section(title: string, text: string): string {
  return `${'='.repeat(78)}\n${title}\n${'='.repeat(78)}\n\n${text.trim()}\n`;
}

/** Empty where the package names its licence only in package.json. */
function textOf(directory: string): string {
  const [file] = existsSync(directory)
    ? globSync('{LICENSE,LICENCE,License,license,COPYING}*', { cwd: directory }).sort()
    : [];
  return file ? readFileSync(join(directory, file), 'utf8') : '';
}
