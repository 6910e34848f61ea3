// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JobRun } from '../engine/job-run.ts';
import { engineWords } from './engine.ts';
import { usbNodes } from './usb-nodes.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-engine-'));
const path = process.env.PATH;
afterAll(() => {
  process.env.PATH = path;
  rmSync(directory, { recursive: true, force: true });
});

function words(installed: string[], settings: object, remote?: string): string[] {
  const bin = mkdtempSync(join(directory, 'bin-'));
  for (const name of installed) writeFileSync(join(bin, name), '', { mode: 0o755 });
  process.env.PATH = bin;
  return engineWords({ host: { settings } } as unknown as JobRun, remote);
}

describe('the engine of containers', () => {
  it.each([
    [['docker', 'podman'], {}, 'board.lab', ['docker', '--host', 'board.lab']],
    [['podman'], {}, 'board.lab', ['podman', '--remote', '--url', 'board.lab']],
    [['docker', 'podman'], { container_engine: 'podman' }, undefined, ['podman']],
  ])('of %o with %o', (installed, settings, remote, expected) => {
    expect(words(installed, settings, remote)).toEqual(expected);
  });

  it.each([
    [[], {}, 'host-tool-missing'],
    [['docker'], { container_engine: 'podman' }, 'host-tool-missing'],
    [['docker'], { container_engine: 'lxc' }, 'config-invalid'],
  ])('is missed among %o with %o', (installed, settings, code) => {
    expect(() => words(installed, settings)).toThrow(expect.objectContaining({ code }));
  });
});

it('the nodes of a board on USB are found by its serial number and ids', () => {
  const bus = mkdtempSync(join(directory, 'usb-'));
  const plug = (name: string, texts: Record<string, string>) => {
    mkdirSync(join(bus, name));
    for (const [key, text] of Object.entries(texts)) writeFileSync(join(bus, name, key), `${text}\n`);
  };
  plug('1-1', { idVendor: '18d1', idProduct: 'd00d', serial: 'board7', busnum: '1', devnum: '12' });
  plug('1-2', { idVendor: '18d1', idProduct: 'd00d', serial: 'board8', busnum: '1', devnum: '4' });
  plug('1-1:1.0', { interface: 'fastboot' });
  expect(usbNodes([{ board_id: 'board7' }], bus)).toEqual(['/dev/bus/usb/001/012']);
  expect(usbNodes([{ board_id: 'board8', usb_vendor_id: '18d1', usb_product_id: 'd00d' }], bus)).toHaveLength(
    1,
  );
  expect(usbNodes([{ board_id: 'board8', usb_vendor_id: '0000' }], bus)).toEqual([]);
  expect(usbNodes([{ board_id: '' }, {}], bus)).toEqual([]);
  expect(usbNodes([{ board_id: 'board7' }], join(bus, 'nothing'))).toEqual([]);
});
