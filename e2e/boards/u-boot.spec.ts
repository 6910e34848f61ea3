// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { startBoards, type VirtualBoards } from '@lava/lab/boards/boards.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from '../dispatcher/run.ts';
import { uBootDevice, uBootJob } from './u-boot-device.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-boards-'));
const workspace = new Workspace();
let lab: VirtualBoards;
let payload: Payload;
beforeAll(async () => {
  payload = await getPayload('arm64');
  lab = await startBoards(directory, 1);
});
afterAll(async () => {
  await lab?.close();
  workspace.remove();
  rmSync(directory, { recursive: true, force: true });
});

const job = (deploy?: object, boot?: object) => uBootJob(payload, deploy, boot);
const env = () => ({ LAVA_WORKER_TFTP_DIR: lab.tftp, LAVA_WORKER_DISPATCHER_IP: lab.address });
const run = (definition: object) => {
  const [board] = lab.boards;
  if (!board) throw new Error('no board');
  return workspace.run({ job: definition, device: uBootDevice(board), env: env() });
};

describe('a board with real U-Boot, behind real ser2net and pdudaemon,', () => {
  it('boots what TFTP serves and runs a test; then its power is off, and nothing is served', async () => {
    const { status, text, verdict } = await run(job());
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(verdict('0_run', 'booted')).toBe('pass');
    expect(text('target')).toContain('aarch64');
    expect(readdirSync(lab.tftp)).toEqual([]);
    expect(readdirSync(join(directory, 'board1'))).not.toContain('pid');
  });

  it('that cannot fetch a file ends the job by what U-Boot says, and boots the next one', async () => {
    const commands = ['dhcp', 'setenv serverip {SERVER_IP}', 'tftp {KERNEL_ADDR} no/such/file', 'boot'];
    const { status, text } = await run(job({}, { commands }));
    expect(status, text()).toMatchObject({ health: 'incomplete', code: 'bootloader-failed' });
    const next = await run(job());
    expect(next.status, next.text()).toMatchObject({ health: 'complete' });
  });
});
