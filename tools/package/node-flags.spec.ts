// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FLAGS } from '@lava/kit/process/node-flags.ts';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What the command of a start script gives to Node. */
function flagsIn(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const [, flags = ''] =
    /bin\/node((?: --[a-z-]+(?:=[\w]+)?)+)/.exec(text) ?? /"\$node"((?: --\S+)+)/.exec(text) ?? [];
  return flags.trim().split(' ');
}

/** Of warnings only a checkout has some. */
const quiet = (flags: readonly string[]) => flags.filter((flag) => !flag.startsWith('--disable-warning'));

it.each([
  'lava',
  'packaging/debian/lava-dispatcher/root/usr/bin/lava-slave',
  'packaging/debian/lava-server/root/usr/lib/lava-server/start',
])('%s starts Node as everything else does', (file) => {
  expect(quiet(flagsIn(file))).toEqual(quiet(NODE_FLAGS));
});
