// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Deployed, DeployedGuest } from '../../artefact/deployed.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { GuestDisk } from '../../image/guest-disk.ts';
import { quoted } from '../../job/path.ts';
import { splitShellWords } from '../../job/shell-words.ts';
import { judgeDisk } from './judge-disk.ts';
import { judgeOptions } from './judge-options.ts';
import { kernelArguments } from './kernel-arguments.ts';
import { ARTEFACT } from './option-rules.ts';
import type { QemuBlock, QemuDevice } from './schema.ts';

type Context = PlanContext<QemuBlock, QemuDevice>;

/** What the device says of QEMU. */
export interface QemuParameters {
  command: string;
  options: string[];
  extra: string[];
  /** What of QEMU's options jobs may use beyond their own artefacts. */
  allowed: ReadonlySet<string>;
}

/** Name of the character device that is QEMU's terminal. */
const TERMINAL_ID = 'lava-console';

/** Images that are used otherwise than on the command line. */
const NOT_FOR_QEMU = new Set(['available_loops', 'nfsrootfs', 'offset', 'uefi']);

/** @throws LavaError `device-invalid` when the device says nothing of QEMU */
export function qemuParameters({ settings, block }: Context): QemuParameters {
  const { command, options, extra, allow } = settings?.parameters ?? {};
  if (!command) {
    const key = block.method === 'qemu-nfs' ? 'qemu-nfs' : 'qemu';
    throw new LavaError(
      'device-invalid',
      `actions.boot.methods.${key}.parameters.command of the device is missing`,
    );
  }
  return {
    command,
    options: (options ?? []).map(String),
    extra: (extra ?? []).map(String),
    allowed: new Set(allow ?? []),
  };
}

/**
 * Checks everything the job adds to QEMU's command line: its images' arguments, and its context where the device's options
 * have it.
 * @throws LavaError `job-invalid`
 */
export function judgeCommand(context: Context, { files, guest }: Deployed): void {
  const { options, extra, allowed } = qemuParameters(context);
  const words = [...options, ...extra].flatMap(splitShellWords);
  judgeOptions(words, { what: 'context of the job', allowed, isOfJob: fromContext(context) });
  if (guest) for (const word of [guest.bus, guest.drive]) judgeWord(word);
  for (const [key, { argument }] of files) {
    if (NOT_FOR_QEMU.has(key) || argument === undefined) continue;
    const own = splitShellWords(argument).map((word) => word.replaceAll(`{${key}}`, ARTEFACT));
    judgeOptions(own, { what: `image_arg of ${key}`, allowed });
  }
}

/** Part of the option for the overlay's disk; a comma would begin another part. */
function judgeWord(word: string): void {
  if (!/^[\w.-]+$/.test(word))
    throw new LavaError('job-invalid', `${quoted(word)} cannot be the interface or name of a drive`);
}

/**
 * Does a text hold a piece of the job's context? Pieces of less than three characters say nothing, nor does `netdevice: tap`: by it
 * a job takes the network that the device's template has, with the script that the worker has for it.
 */
function fromContext({ job }: Context): (text: string) => boolean {
  const { netdevice, ...context } = job.context ?? {};
  const pieces = textsOf(netdevice === 'tap' ? context : job.context)
    .flatMap((text) => text.split(/[\s,]+/))
    .filter((piece) => piece.length > 2);
  return (text) => pieces.some((piece) => text.includes(piece));
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** The command as words: program, the device's options, the job's images, the disk of the overlay. */
export function qemuCommand(context: Context, deployed: Deployed): string[] {
  const { files: images, guest } = deployed;
  const { command, options, extra } = qemuParameters(context);
  judgeCommand(context, deployed);
  const uefi = images.get('uefi');
  const given = [...options, ...extra].flatMap(splitShellWords);
  const words = plainConsole(given, fromContext(context));
  if (uefi) words.push('-L', uefi.file.get().path.replace(/\/[^/]*$/, ''));
  for (const [key, { argument, file }] of images) {
    if (NOT_FOR_QEMU.has(key) || argument === undefined) continue;
    const own = plainConsole(splitShellWords(argument), () => true);
    const { path } = file.get();
    // Whatever formats are said: one option may have two, one within the other, and two options one file.
    const isVmdk = own.some((word) => word.includes('vmdk'));
    if (isDisk(own)) judgeDisk(key, path, isVmdk);
    // Substituted word by word, so that a path with a blank stays one word.
    words.push(...own.map((word) => word.replaceAll(`{${key}}`, path)));
  }
  const root = deployed.nfs.peek();
  if (root) words.push(...kernelArguments(context.settings?.parameters?.append, root));
  const disk = guest?.disk.peek();
  if (guest && disk) words.push('-drive', guestDrive(guest, disk));
  // Without it the console also leads to QEMU itself, which whoever types there could steer.
  const monitored = words.some((word) => /^--?(monitor|qmp|mon)$|mon:/.test(word));
  return [command, ...withSerialOnTerminal(words), ...(monitored ? [] : ['-monitor', 'none'])];
}

/**
 * The guest's first serial port on the terminal, as `mon:stdio` would have it, without the monitor. A plain `stdio` would let
 * Ctrl-C end QEMU instead of reaching the guest.
 */
function withSerialOnTerminal(words: readonly string[]): string[] {
  const forMonitor = (word: string, index: number) =>
    word.includes('mon:') || (word === 'stdio' && /^--?(monitor|qmp)$/.test(words[index - 1] ?? ''));
  if (words.some(forMonitor)) return [...words];
  const terminal = ['-chardev', `stdio,id=${TERMINAL_ID},signal=off`];
  const serial = words.findIndex((word) => /^--?serial$/.test(word));
  if (serial < 0) {
    const isConsole = words.some((word) => /^--?nographic$/.test(word));
    return isConsole ? [...words, ...terminal, '-serial', `chardev:${TERMINAL_ID}`] : [...words];
  }
  const at = words.findIndex((word, index) => word === 'stdio' && /^--?serial$/.test(words[index - 1] ?? ''));
  return at < 0 ? [...words] : [...words.with(at, `chardev:${TERMINAL_ID}`), ...terminal];
}

/** A job's console is not QEMU's monitor too. */
function plainConsole(words: string[], isOfJob: (text: string) => boolean): string[] {
  return words.map((word) => (word === 'mon:stdio' && isOfJob(word) ? 'stdio' : word));
}

/** Will QEMU look into the file for what format it has? */
function isDisk(words: readonly string[]): boolean {
  return words.some((word) => /^--?(drive|blockdev|hd[abcd]|cdrom|sd|mtdblock|pflash|fd[ab])$/.test(word));
}

function guestDrive({ bus, drive }: DeployedGuest, { path }: GuestDisk): string {
  return `format=raw,file=${path.replaceAll(',', ',,')},media=disk,if=${bus},id=${drive}`;
}
