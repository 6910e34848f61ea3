// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PROBE = `import { whyNoHosts } from ${JSON.stringify(join(import.meta.dirname, 'possible.ts'))};
process.stdout.write(whyNoHosts() ?? 'possible');`;

function probe(prefix: string[]): string {
  const [program = '', ...args] = [...prefix, process.execPath, '--input-type=module', '-e', PROBE];
  return spawnSync(program, args, { encoding: 'utf8', env: { PATH: process.env.PATH } }).stdout;
}

describe.skipIf(process.getuid?.() !== 0)('whether whole machines can be made', () => {
  it('is tried, and nothing is left', async () => {
    const left = () => readdirSync('/var/tmp').filter((name) => name.startsWith('lava-probe-'));
    const before = left();
    expect(probe([])).toMatch(/^(possible|no .+ here: .+)$/);
    // Other spec files may be trying the same just now.
    await expect.poll(() => left().filter((name) => !before.includes(name)), { timeout: 60_000 }).toEqual([]);
  });

  it('is denied with a reason, to anyone who is not root, and to a root that may not', () => {
    expect(probe(['setpriv', '--reuid=65534', '--clear-groups'])).toBe(
      'only root can make machines out of name spaces',
    );
    const bounded = ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin'];
    expect(probe(bounded)).toMatch(/^no network name spaces here: .+/);
  });
});
