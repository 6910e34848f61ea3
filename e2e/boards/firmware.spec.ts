// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { executes } from '@lava/dispatcher/testing/executed.ts';
import { getPayload } from '@lava/guest/payload.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from '../dispatcher/run.ts';
import { uBootJob } from './u-boot-device.ts';
import { startBoards, type VirtualBoards } from './virtual-boards.ts';

const KINDS = [
  { arch: 'amd64', firmware: 'grub' },
  { arch: 'arm64', firmware: 'edk2' },
] as const;

const directory = mkdtempSync('/var/tmp/lava-firmware-');
const workspace = new Workspace();
let lab: VirtualBoards;
beforeAll(async () => {
  lab = await startBoards(join(directory, 'lab'), 1, KINDS);
});
afterAll(async () => {
  await lab?.close();
  workspace.remove();
  rmSync(directory, { recursive: true, force: true });
});

describe('a board with EDK II', () => {
  it.each([
    ['GRUB', 'grub', 'amd64', 'grub', 'x86_64'],
    ['its shell', 'edk2', 'arm64', 'uefi', 'aarch64'],
  ] as const)(
    'boots what TFTP serves by %s, and runs a test; then it is off',
    async (_, firmware, arch, method, machine) => {
      const board = lab.boards.find(({ name }) => name === `virtual-${firmware}-${arch}-1`);
      const payload = await getPayload(arch);
      const kernel = { url: `file://${payload.kernel}` };
      const { status, text, verdict } = await workspace.run({
        job: uBootJob(payload, { kernel }, { method }),
        device: board?.device,
        env: { LAVA_WORKER_TFTP_DIR: lab.tftp },
      });
      expect(status, text()).toMatchObject({ health: 'complete' });
      expect(verdict('0_run', 'booted')).toBe('pass');
      expect(text('target')).toContain(machine);
      expect(board?.isOn()).toBe(false);
    },
  );
});

executes('real', 'boot grub', 'boot uefi');
