// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fillIn } from './placeholders.ts';

const VALUES = { KERNEL: '42/kernel/Image', KERNEL_ADDR: '0x40400000', RAMDISK: undefined };

describe('placeholders in commands', () => {
  it('are filled in, all of a line', () => {
    expect(fillIn(['tftp {KERNEL_ADDR} {KERNEL}'], VALUES).commands).toEqual([
      'tftp 0x40400000 42/kernel/Image',
    ]);
  });

  it('without a value leave their line out', () => {
    const { commands, dropped } = fillIn(['dhcp', 'tftp {KERNEL_ADDR} {RAMDISK}'], VALUES);
    expect(commands).toEqual(['dhcp']);
    expect(dropped).toEqual([{ line: 'tftp {KERNEL_ADDR} {RAMDISK}', name: 'RAMDISK' }]);
  });

  it.each([
    `setenv s ${'$'}{filesize}`,
    'echo {nothing}',
    'echo {OTHER} {',
    'echo {__proto__} {CONSTRUCTOR}',
  ])('are not other braces: %s', (line) => {
    expect(fillIn([line], VALUES).commands).toEqual([line]);
  });

  it('stand for the commands of each device tree overlay', () => {
    const lines = ['{APPLY_DTBO_COMMANDS}', 'boot'];
    const overlays = { commands: ['tftp {DTBO}', 'fdt apply'], paths: ['a.dtbo', 'b.dtbo'] };
    expect(fillIn(lines, VALUES, overlays).commands).toEqual([
      ...['tftp a.dtbo', 'fdt apply', 'tftp b.dtbo', 'fdt apply', 'boot'],
    ]);
    expect(fillIn(lines, VALUES).commands).toEqual(['boot']);
  });
});
