// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runLava } from '../../testing/fake-server.ts';

function files(...texts: string[]): string[] {
  const root = mkdtempSync(join(tmpdir(), 'lava-diff-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return texts.map((text, i) => {
    const file = join(root, `version-${i}.jinja2`);
    writeFileSync(file, text);
    return file;
  });
}

const board = (address: string) => `{% extends 'base-uboot.jinja2' %}
{% set console_device = console_device | default('ttyS0') %}
{% set booti_kernel_addr = booti_kernel_addr | default('${address}') %}
{% set booti_ramdisk_addr = booti_ramdisk_addr | default('0x48000000') %}
{% set booti_dtb_addr = booti_dtb_addr | default('0x47000000') %}
`;

describe('lava device-types diff', () => {
  it('shows what two versions of a type render differently, and nothing of their names', async () => {
    const [old = '', now = ''] = files(board('0x40000000'), board('0x42000000'));
    const { code, stdout } = await runLava(['device-types', 'diff', old, now], {});
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      '- parameters.image.kernel: "0x40000000"',
      '+ parameters.image.kernel: "0x42000000"',
    ]);
    expect(stdout).not.toContain('hostname');
    const same = await runLava(
      ['device-types', 'diff', old, now, '--context', 'booti_kernel_addr="0x41000000"'],
      {},
    );
    expect(same).toMatchObject({ code: 0, stdout: 'both render the same\n' });
  });

  it('says what is wrong with a version that does not render', async () => {
    const [old = '', now = ''] = files(board('0x40000000'), "{% extends 'none.jinja2' %}\n");
    const { code, stderr } = await runLava(['device-types', 'diff', old, now], {});
    expect(code).not.toBe(0);
    expect(stderr).toContain('none.jinja2');
  });
});
