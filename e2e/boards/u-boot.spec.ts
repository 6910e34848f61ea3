// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { executes } from '@lava/dispatcher/testing/executed.ts';
import { getPayload, type Payload } from '@lava/guest/payload.ts';
import { BOARD_ARCHES, type BoardArch, usualFirmware } from '@lava/lab/boards/firmware.ts';
import { TftpServer } from '@lava/worker/tftp/server.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from '../dispatcher/run.ts';
import { diskRoot, type NetworkRoot, networkRoot, qemuOnNetwork } from './network-root.ts';
import { type NfsServer, startNfs } from './nfs-server.ts';
import { uBootJob } from './u-boot-device.ts';
import { startBoards, type VirtualBoards } from './virtual-boards.ts';

const directory = mkdtempSync('/var/tmp/lava-boards-');
const workspace = new Workspace();
let lab: VirtualBoards;
beforeAll(async () => {
  const kinds = BOARD_ARCHES.map((arch) => ({ arch, firmware: usualFirmware(arch) }));
  lab = await startBoards(join(directory, 'lab'), 1, kinds);
});
afterAll(async () => {
  await lab?.close();
  workspace.remove();
  rmSync(directory, { recursive: true, force: true });
});

const boardOf = (arch: BoardArch) => {
  const board = lab.boards.find(({ name }) => name === `virtual-${arch}-1`);
  if (!board) throw new Error(`no board for ${arch}`);
  return board;
};

function run(arch: BoardArch, definition: object, { device = boardOf(arch).device, env = {} } = {}) {
  return workspace.run({ job: definition, device, env: { LAVA_WORKER_TFTP_DIR: lab.tftp, ...env } });
}

describe('a board with real firmware, behind real ser2net and pdudaemon,', () => {
  it.each([
    ['armhf', 'zimage', 'armv7l'],
    ['riscv64', 'image', 'riscv64'],
  ] as const)(
    '%s with U-Boot: boots what TFTP serves and runs a test; then it is off',
    async (arch, type, machine) => {
      const payload = await getPayload(arch);
      const kernel = { url: `file://${payload.kernel}`, type };
      const { status, text, verdict } = await run(arch, uBootJob(payload, { kernel }));
      expect(status, text()).toMatchObject({ health: 'complete' });
      expect(verdict('0_run', 'booted')).toBe('pass');
      expect(text('target')).toContain(machine);
      expect(readdirSync(lab.tftp)).toEqual([]);
      expect(boardOf(arch).isOn()).toBe(false);
    },
  );

  it.skipIf(process.getuid?.() !== 0)(
    'arm64 with U-Boot: boots what the worker itself serves by TFTP',
    async () => {
      const sent: string[] = [];
      const tell = ({ file, problem }: { file: string; problem?: string | undefined }) =>
        void sent.push(`${file.split('/').at(-1)} ${problem ?? 'sent'}`);
      const server = await TftpServer.start({ directory: lab.tftp, port: 69, tell });
      try {
        const payload = await getPayload('arm64');
        const commands = [
          ...['setenv autoload no', 'dhcp', 'setenv serverip {SERVER_IP}', 'tftp {KERNEL_ADDR} {KERNEL}'],
          ...[
            'tftp {RAMDISK_ADDR} {RAMDISK}',
            `setenv initrd_size ${'$'}{filesize}`,
            'setenv bootargs console=ttyAMA0',
          ],
          `booti {KERNEL_ADDR} {RAMDISK_ADDR}:${'$'}{initrd_size} ${'$'}{fdtcontroladdr}`,
        ];
        const { status, text, verdict } = await run('arm64', uBootJob(payload, {}, { commands }));
        expect(status, text()).toMatchObject({ health: 'complete' });
        expect(verdict('0_run', 'booted')).toBe('pass');
        expect(sent).toEqual(['kernel sent', 'ramdisk.cpio.gz.uboot sent']);
      } finally {
        server.close();
      }
    },
  );

  it('amd64 with iPXE: boots what TFTP serves, though it drops what is typed fast', async () => {
    const payload = await getPayload('amd64');
    const definition = uBootJob(payload, { kernel: { url: `file://${payload.kernel}` } }, { method: 'ipxe' });
    const { status, text, verdict } = await run('amd64', definition);
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(verdict('0_run', 'booted')).toBe('pass');
    expect(text('target')).toContain('x86_64');
    expect(boardOf('amd64').isOn()).toBe(false);
  });

  it('that cannot fetch a file ends the job by what its firmware says, and boots the next one', async () => {
    const payload = await getPayload('arm64');
    const commands = ['dhcp', 'setenv serverip 10.0.2.2', 'tftp {KERNEL_ADDR} no/such/file', 'boot'];
    const { status, text } = await run('arm64', uBootJob(payload, {}, { commands }));
    expect(status, text()).toMatchObject({ health: 'incomplete', code: 'bootloader-failed' });
    const next = await run('arm64', uBootJob(payload));
    expect(next.status, next.text()).toMatchObject({ health: 'complete' });
  });
});

describe.skipIf(process.getuid?.() !== 0)('a root file system by NFS from a real server', () => {
  let server: NfsServer;
  let payload: Payload;
  let made: NetworkRoot;
  beforeAll(async () => {
    payload = await getPayload('arm64');
    made = networkRoot(payload, join(directory, 'nfs-root'));
    server = await startNfs(join(directory, 'nfs'));
  });
  afterAll(() => server?.close());

  const steps = [
    'grep " / nfs4 " /proc/mounts',
    `echo "root is ${'$'}NFS_ROOTFS"`,
    'test -f /lib/modules/nfsv4.ko',
  ];
  const gz = (path: string) => ({ url: `file://${path}`, compression: 'gz' });

  const places = () => ({ LAVA_WORKER_NFS_DIR: server.directory, LAVA_WORKER_DISPATCHER_IP: lab.address });

  async function boots(definition: object, device: unknown) {
    const { status, text, verdict } = await run('arm64', definition, { device, env: places() });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(verdict('0_run', 'booted')).toBe('pass');
    expect(text('target')).toMatch(
      new RegExp(`${lab.address}:${server.directory}/lava-\\S+/root / nfs4 rw,`),
    );
    expect(text('target')).toContain(`root is ${server.directory}/lava-`);
    expect(readdirSync(server.directory)).toEqual([]);
  }

  it('is that of a board with U-Boot, with modules and the test in it', async () => {
    const place = `nfsroot={NFS_SERVER_IP}:{NFSROOTFS},vers=4,port=${server.port}`;
    const device = boardOf('arm64').deviceWith(`base_nfsroot_args=root=/dev/nfs ${place}`);
    const deploy = { ramdisk: gz(made.ramdisk), nfsrootfs: gz(made.root), modules: gz(made.modules) };
    await boots(uBootJob(payload, deploy, { commands: 'nfs' }, steps), device);
  });

  it('is that of a QEMU', async () => {
    const deploy = {
      to: 'nfs',
      images: {
        kernel: { url: `file://${payload.kernel}`, image_arg: '-kernel {kernel}' },
        initrd: { url: `file://${made.initrd}`, image_arg: '-initrd {initrd}' },
        nfsrootfs: gz(made.root),
      },
    };
    const job = uBootJob(payload, deploy, { method: 'qemu-nfs' }, steps.slice(0, 2));
    await boots(job, qemuOnNetwork(payload, `vers=4,port=${server.port}`));
  });

  // Last: the server does not come back.
  it('that stops answering ends the job as a failure of the lab, with the board off and nothing left', async () => {
    // A client that says after seconds, not minutes, that nobody answers.
    const place = `nfsroot={NFS_SERVER_IP}:{NFSROOTFS},vers=4,port=${server.port},timeo=20,retrans=1`;
    const device = boardOf('arm64').deviceWith(`base_nfsroot_args=root=/dev/nfs ${place}`);
    const deploy = { ramdisk: gz(made.ramdisk), nfsrootfs: gz(made.root), modules: gz(made.modules) };
    // The guest's own start hides what the kernel has to say, which boards show.
    const loud = 'echo 7 >/proc/sys/kernel/printk';
    const lines = [loud, 'echo "the test r"uns', 'sleep 5', 'cat /bin/busybox >/dev/null', 'ls -lR /'];
    const job = uBootJob(payload, deploy, { commands: 'nfs' }, lines);
    const timeouts = { ...job.timeouts, actions: { 'lava-test-shell': { seconds: 45 } } };
    const env = { LAVA_WORKER_TFTP_DIR: lab.tftp, ...places() };
    const running = workspace.start({ job: { ...job, timeouts }, device, env });
    await running.until('the test runs', 240_000);
    await server.close();
    const { status, text, verdict } = await running.finished();
    expect(status, text()).toMatchObject({ code: 'root-lost', kind: 'infrastructure' });
    expect(verdict('0_run', 'booted')).toBe('pass');
    expect(boardOf('arm64').isOn()).toBe(false);
    expect(readdirSync(server.directory)).toEqual([]);
    expect(readdirSync(lab.tftp)).toEqual([]);
  });
});

it('a board with U-Boot has its root file system on a disk by NBD from a real server, and fetches the test', async () => {
  const payload = await getPayload('arm64');
  const files = await diskRoot(
    networkRoot(payload, join(directory, 'disk-root')),
    'arm64',
    join(directory, 'disk'),
  );
  const url = (path: string) => ({ url: `file://${path}` });
  const deploy = {
    ...{ to: 'nbd', os: 'oe', ramdisk: undefined, kernel: { ...url(payload.kernel), type: 'image' } },
    ...{ initrd: url(files.initrd), nbdroot: url(files.disk) },
    protocols: { 'lava-xnbd': [{ action: 'nbd-deploy', request: 'set_port' }] },
  };
  const transfer_overlay = { download_command: 'wget', unpack_command: 'tar -C / -xzf' };
  const steps = ['grep "^/dev/nbd0 / ext4 rw" /proc/mounts'];
  const job = uBootJob(payload, deploy, { commands: 'nbd', transfer_overlay }, steps);
  const definition = { ...job, protocols: { 'lava-xnbd': { port: 'auto' } } };
  const env = { LAVA_WORKER_DISPATCHER_IP: lab.address };
  const { status, text, verdict } = await run('arm64', definition, { env });
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(verdict('0_run', 'booted')).toBe('pass');
  expect(text('target')).toMatch(/^\/dev\/nbd0 \/ ext4 rw/m);
  expect(readdirSync(lab.tftp)).toEqual([]);
});

executes('real', 'boot u-boot', 'boot ipxe', 'deploy tftp', 'deploy nbd');
