// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostSuite, openArchive } from '@lava/guest/debian-archive.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type BoardArch, firmwareOf, type Kind } from './firmware.ts';
import type { Place } from './place.ts';

const run = promisify(execFile);

/** Size of an empty disk, KiB; it takes as much as is written. */
const SIZE = 256 * 1024;

/** GRUB of each architecture: its platform, and what the firmware starts from a disk. */
const GRUB: Partial<Record<BoardArch, { platform: string; program: string }>> = {
  amd64: { platform: 'x86_64-efi', program: 'BOOTX64.EFI' },
  arm64: { platform: 'arm64-efi', program: 'BOOTAA64.EFI' },
};

const MODULES = [
  ...['normal', 'configfile', 'efinet', 'tftp', 'linux', 'gzio', 'part_gpt', 'part_msdos', 'fat', 'ext2'],
  ...['echo', 'ls', 'sleep', 'reboot', 'halt', 'test', 'search', 'minicmd', 'fdt'],
];

/** Nothing is installed, so the menu waits, and starts again. */
const MENU = `set timeout=30
menuentry 'No system is installed' {
  echo 'No system is installed on this board.'
  sleep 5
  reboot
}
`;

/**
 * Makes the disk of a board, unless it is there.
 * @param name of the file or directory, below the lab's own
 * @returns QEMU's options of the drive; undefined for a board without a disk
 * @throws LavaError `host-tool-failed`
 */
export async function makeDisk(place: Place, kind: Kind, name: string): Promise<string | undefined> {
  const { disk } = firmwareOf(kind);
  if (!disk) return undefined;
  try {
    return disk === 'grub' ? await grubDisk(place, kind.arch) : await emptyDisk(place, name);
  } catch (cause) {
    throw new LavaError('host-tool-failed', `the disk of a board with ${kind.firmware} cannot be made`, {
      hint: (cause as Error).message,
      cause,
    });
  }
}

/** An EFI system partition that QEMU makes of a directory; all boards of the architecture have it. */
async function grubDisk({ directory }: Place, arch: BoardArch): Promise<string> {
  const grub = GRUB[arch];
  if (!grub) throw new Error(`there is no GRUB for ${arch}`);
  const partition = join(directory, `grub-${arch}`);
  const boot = join(partition, 'EFI/BOOT');
  const program = join(boot, grub.program);
  if (!existsSync(program)) {
    mkdirSync(boot, { recursive: true });
    writeFileSync(join(boot, 'grub.cfg'), MENU);
    const modules = await modulesOf(directory, arch, grub.platform);
    const modulesOn = arch === 'arm64' ? MODULES : MODULES.filter((each) => each !== 'fdt');
    const options = ['-O', grub.platform, '-d', modules, '-p', '/EFI/BOOT', '-o', program];
    await run('grub-mkimage', [...options, ...modulesOn]);
  }
  return `readonly=on,file=fat:${partition}`;
}

/** Those of the machine; those of another architecture come from the Debian archive. */
async function modulesOf(directory: string, arch: BoardArch, platform: string): Promise<string> {
  const own = join('/usr/lib/grub', platform);
  if (existsSync(own)) return own;
  const work = join(directory, `debian-${arch}`);
  mkdirSync(work, { recursive: true });
  const archive = await openArchive(await hostSuite(), arch, work);
  const into = join(directory, `modules-${arch}`);
  await archive.unpack([`grub-efi-${arch}-bin`], into);
  rmSync(work, { recursive: true, force: true });
  return join(into, 'usr/lib/grub', platform);
}

/** A FAT file system, for what the firmware loads. */
async function emptyDisk({ run: directory, account }: Place, name: string): Promise<string> {
  const file = join(directory, name);
  if (!existsSync(file)) {
    await run('mkfs.vfat', ['-C', file, String(SIZE)]);
    if (account) chownSync(file, account.uid, account.gid);
  }
  return `file=${file}`;
}
