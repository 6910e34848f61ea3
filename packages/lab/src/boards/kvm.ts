// SPDX-License-Identifier: Apache-2.0
import { rmSync } from 'node:fs';
import { GUESTS } from '@lava/guest/guest.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { BoardArch } from './firmware.ts';
import { machineOf } from './machines.ts';
import { endPart, logOf, logTail, startPart, untilReady } from './parts.ts';
import type { Place } from './place.ts';

/** What boots to see whether KVM works: part of the lab, so that `lava lab down` ends it too. */
const PROBE = 'kvm-probe';

/** Architectures whose instructions this machine's processor has. */
const NATIVE: Partial<Record<NodeJS.Architecture, BoardArch>> = { x64: 'amd64', arm64: 'arm64' };

/** Gets what boots, as files: a kernel, and a ramdisk that comes to a login. */
export type LinuxOf = (arch: BoardArch) => Promise<{ kernel: string; loginRamdisk: string }>;

interface Probe {
  arch: BoardArch;
  linux: LinuxOf;
  /** Of this machine. */
  native?: BoardArch | undefined;
  /** How long it may take to boot, milliseconds. */
  patience?: number;
}

/**
 * Boots a Linux up to its login, under the account of the boards: a /dev/kvm that can be opened proves nothing, since
 * there are hosts whose guests run their firmware and then hang in the kernel.
 * @throws LavaError `config-invalid` for boards of another architecture, `host-tool-failed` when it does not boot
 */
export async function proveKvm(
  place: Place,
  { arch, linux, native = NATIVE[process.arch], patience }: Probe,
): Promise<void> {
  if (arch !== native)
    throw new LavaError('config-invalid', `KVM runs ${native ?? 'no'} boards on this machine, not ${arch}`, {
      hint: 'leave out --accel kvm: QEMU translates the instructions',
    });
  const { kernel, loginRamdisk } = await linux(arch);
  await endPart(place, PROBE);
  rmSync(logOf(place, PROBE), { force: true });
  const boot = ['-kernel', kernel, '-initrd', loginRamdisk, '-append', `console=${GUESTS[arch].console}`];
  startPart(place, PROBE, [...machineOf(arch, 'kvm'), '-net', 'none', '-serial', 'stdio', ...boot]);
  try {
    await untilReady(place, PROBE, () => logTail(place, PROBE).includes('login:'), patience);
  } catch (cause) {
    throw new LavaError('host-tool-failed', 'Linux does not boot under KVM on this machine', {
      hint: `leave out --accel kvm, or see why: ${(cause as LavaError).hint}`,
      cause,
    });
  } finally {
    await endPart(place, PROBE);
  }
}
