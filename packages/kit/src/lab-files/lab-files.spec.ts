// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLabFiles, templateLoader, templatesIn } from './lab-files.ts';
import { shippedDeviceTypes } from './shipped.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-files-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = path): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe('files of a lab', () => {
  it('are found as a LAVA server keeps them', () => {
    write('dispatcher-config/device-types/bbb.jinja2');
    write('dispatcher-config/devices/bbb-01.jinja2');
    write('dispatcher-config/health-checks/bbb.yaml');
    write('env.yaml');
    const { deviceTypes, devices, healthChecks } = readLabFiles(root);
    expect([...deviceTypes.keys()]).toEqual(['bbb']);
    expect([...devices.keys()]).toEqual(['bbb-01']);
    expect([...healthChecks.keys()]).toEqual(['bbb']);
  });

  it('are found in a copy of a whole server, where /etc wins over /usr/share', () => {
    write('etc/lava-server/dispatcher-config/device-types/bbb.jinja2', 'own');
    write('usr/share/lava-server/device-types/bbb.jinja2', 'shipped');
    write('usr/share/lava-server/device-types/base.jinja2', 'base');
    const load = templateLoader(readLabFiles(root).deviceTypes);
    expect(load('bbb.jinja2')).toBe('own');
    expect(load('base.jinja2')).toBe('base');
  });

  it('may be a plain directory of device types', () => {
    write('a.jinja2');
    write('notes.txt');
    expect([...readLabFiles(root).deviceTypes.keys()]).toEqual(['a']);
  });

  it('are missed with a word on what is looked for', () => {
    expect(() => readLabFiles(join(root, 'nowhere'))).toThrow(/has no templates/);
  });

  it('are loaded by bare names only', () => {
    write('a.jinja2');
    const load = templateLoader(templatesIn(root));
    expect(load('a.jinja2')).toBe('a.jinja2');
    for (const name of ['a', '../a.jinja2', 'b.jinja2', '__proto__.jinja2'])
      expect(load(name)).toBeUndefined();
  });
});

describe('the shipped library', () => {
  it('is found above the program', () => {
    const library = shippedDeviceTypes();
    expect(library).toMatch(/device-types$/);
    expect(templatesIn(library ?? '').has('qemu')).toBe(true);
  });

  it('is missed without an error', () => {
    expect(shippedDeviceTypes('/')).toBeUndefined();
  });
});
