// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoHosts } from '../../tools/hosts/possible.ts';
import { whyNoSystemd } from '../../tools/hosts/systemd.ts';
import { contents } from './packages/contents.ts';
import { installed } from './packages/installed.ts';
import { type PackageLab, startPackageLab } from './packages/lab.ts';
import { replaced } from './packages/replaced.ts';
import { underSystemd } from './packages/under-systemd.ts';
import { usage } from './packages/usage.ts';
import { withSysvinit } from './packages/with-sysvinit.ts';

// In the order of an installation's life: each part takes what the ones before it have left.
const impossible = whyNoHosts() ?? whyNoSystemd();
describe.skipIf(impossible !== undefined)(`the Debian packages${impossible ? `: ${impossible}` : ''}`, () => {
  let lab: PackageLab;
  beforeAll(async () => {
    lab = await startPackageLab();
  });
  afterAll(() => lab?.close());

  contents(() => lab);
  installed(() => lab);
  underSystemd(() => lab);
  withSysvinit(() => lab);
  usage(() => lab);
  replaced(() => lab);

  it('lintian finds no fault', async () => {
    const { status, output } = await lab.lintian;
    expect([status, output.replace(/^running with root.*\n/m, '')]).toEqual([0, '']);
  });
});
