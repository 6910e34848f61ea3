// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { proveKvm } from './kvm.ts';
import { makePlace, type Place } from './place.ts';

/** What boots is a stand-in for QEMU: whether KVM works is up to the machine that runs this. */

const root = mkdtempSync('/var/tmp/lava-kvm-');
const linux = async () => ({ kernel: '/boot/kernel', loginRamdisk: '/boot/ramdisk' });
let place: Place;
beforeAll(() => {
  chmodSync(root, 0o755); // root's boards run as nobody
  mkdirSync(join(root, 'bin'));
  place = makePlace(join(root, 'lab'));
});
beforeEach(() => vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env.PATH}`));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const qemuThat = (...lines: string[]) =>
  writeFileSync(join(root, 'bin/qemu-system-x86_64'), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
const probes = () => findProcesses({ variable: `LAVA_LAB_PART=${place.directory}/kvm-probe` });

describe('KVM', () => {
  it('is proved by a Linux that comes to its login, which then ends', async () => {
    qemuThat('echo "$@"', 'echo "Linux version 6"', 'printf "lava login: "', 'exec sleep 60');
    await proveKvm(place, { arch: 'amd64', native: 'amd64', linux });
    expect(probes()).toEqual([]);
    const said = readFileSync(join(place.run, 'kvm-probe.log'), 'utf8');
    expect(said).toContain('-machine q35 -cpu host -accel kvm');
    expect(said).toContain('-kernel /boot/kernel -initrd /boot/ramdisk');
  });

  it('is refused where a guest hangs, also when one came to its login before', async () => {
    qemuThat('echo "Linux version 6"', 'exec sleep 60');
    const hanging = proveKvm(place, { arch: 'amd64', native: 'amd64', linux, patience: 3_000 });
    await expect(hanging).rejects.toMatchObject({
      code: 'host-tool-failed',
      message: 'Linux does not boot under KVM on this machine',
      hint: expect.stringContaining('Linux version 6'),
    });
    expect(probes()).toEqual([]);
  });

  it('is refused where QEMU cannot have it, by what QEMU says', async () => {
    qemuThat('echo "Could not access KVM kernel module: Permission denied" >&2', 'exit 1');
    await expect(proveKvm(place, { arch: 'amd64', native: 'amd64', linux })).rejects.toMatchObject({
      hint: expect.stringContaining('Permission denied'),
    });
  });

  it('is refused for boards of another architecture', async () => {
    await expect(proveKvm(place, { arch: 'riscv64', native: 'amd64', linux })).rejects.toMatchObject({
      code: 'config-invalid',
      message: 'KVM runs amd64 boards on this machine, not riscv64',
    });
  });
});
