// SPDX-License-Identifier: Apache-2.0
import { dirname } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { serveText } from '../host/tftp.ts';
import { type KernelType, kernelBoot } from '../job/boot-command.ts';
import { fillIn, type Placeholders } from './placeholders.ts';
import type { PlannedDialogue } from './planned-dialogue.ts';

/** Works out what is typed, and says which lines are left out. */
export async function prepareCommands(
  run: Run,
  dialogue: PlannedDialogue,
  more: Placeholders = {},
): Promise<void> {
  const { board } = dialogue.context;
  const overlays = [...(deployedPlaces(dialogue) ?? [])].filter(([role]) => /^dtbo\d+$/.test(role));
  const { commands, dropped } = fillIn(
    linesOf(run, dialogue),
    { ...placeholderValues(run, dialogue), ...more },
    {
      commands: board.bootloaders[dialogue.method]?.applyOverlay ?? [],
      paths: overlays.map(([, path]) => path),
    },
  );
  for (const { line, name } of dropped) run.log.debug(`left out, since {${name}} has no value: ${line}`);
  run.log.debug(`Parsed boot commands: ${commands.join('; ')}`);
  if (commands.length === 0 && dropped.length > 0)
    throw new LavaError('job-invalid', 'no command for the bootloader is left', {
      hint: 'each line has a placeholder without a value; the log names them',
    });
  dialogue.commands.set(dialogue.script ? await scriptOf(run, dialogue, commands) : commands);
}

/** The job's own commands, or the list of the device that it names. */
function linesOf(run: Run, { context, method }: PlannedDialogue): readonly string[] {
  const { commands } = context.block as { commands?: string | readonly string[] };
  if (Array.isArray(commands)) {
    run.log.warning('the commands of the job are typed instead of those of the device');
    return commands;
  }
  const lists = [method, ...(OTHERS[method] ?? [])].map((name) => context.board.commandLists[name]);
  const named = lists.find((each) => each && Object.hasOwn(each, String(commands)));
  if (!named) throw new LavaError('job-invalid', `boot method ${method} has no command list ${commands}`);
  return named[String(commands)] ?? [];
}

/** Entries of the device that also have a method's lists. */
const OTHERS: Readonly<Record<string, readonly string[]>> = { grub: ['grub-efi'], 'grub-efi': ['grub'] };

/** Values for the placeholders of LAVA. */
export function placeholderValues(run: Run, dialogue: PlannedDialogue): Placeholders {
  const { context, method, deployed } = dialogue;
  const block = context.block as Media;
  const { board } = context;
  const served = deployedPlaces(dialogue);
  const place = (role: string) => served?.get(role);
  const boot = kernelBoot(board.images, deployed?.kernelType ?? block.kernel_type);
  const addresses = boot?.addresses;
  const ip = run.job.host.dispatcherIp();
  const ramdisk = block.ramdisk ?? place('ramdisk') ?? place('initrd');
  const tee = place('tee');
  const [nfs, nbd] = [deployed?.nfs.peek(), deployed?.nbd.peek()];
  return {
    ...{ SERVER_IP: ip, LAVA_DISPATCHER_IP: ip, LAVA_JOB_ID: run.job.id },
    LAVA_MAC: board.bootloaders[method]?.mac,
    ...{ KERNEL: block.kernel ?? place('kernel'), RAMDISK: ramdisk, INITRD: ramdisk },
    ...{ DTB: block.dtb ?? place('dtb'), TEE: tee, PRESEED_CONFIG: place('preseed') },
    PRESEED_LOCAL: place('preseed')?.split('/').at(-1),
    ...{ KERNEL_ADDR: addresses?.kernel, DTB_ADDR: addresses?.dtb, RAMDISK_ADDR: addresses?.ramdisk },
    ...{ TEE_ADDR: addresses?.tee, DTBO_ADDR: addresses?.dtbo, DTB_BASE_ADDR: addresses?.dtb },
    DTB_BASE_RESIZE: board.images.dtbBaseResize,
    BOOTX:
      boot && bootLine(boot, board.ramdiskHeader, { ramdisk: ramdisk !== undefined, tee: tee !== undefined }),
    EXTRA_FILES_DIR: place('extra_files'),
    ...{
      NFSROOTFS: nfs?.path,
      NFS_SERVER_IP: nfs?.server,
      NBDSERVERIP: nbd?.server,
      NBDSERVERPORT: nbd && String(nbd.port),
    },
    ...{
      ROOT: block.root_uuid,
      ROOT_PART: block.boot_part === undefined ? undefined : String(block.boot_part),
    },
  };
}

interface Media {
  kernel?: string;
  ramdisk?: string;
  dtb?: string;
  kernel_type?: KernelType;
  root_uuid?: string;
  boot_part?: string | number;
}

/** Commands of iPXE that load a script with those that were to be typed. */
async function scriptOf(run: Run, dialogue: PlannedDialogue, commands: string[]): Promise<string[]> {
  const folder = servedFolder(dialogue);
  const path = await serveText(folder, 'script.ipxe', `#!ipxe\n\n${commands.join('\n')}\n`);
  run.log.debug(`the commands are in ${path}`);
  return ['dhcp net0', `chain tftp://${run.job.host.dispatcherIp()}/${path}`];
}

/** Folder of the job as the TFTP server knows it. @throws LavaError `job-invalid` when it has none */
export function servedFolder(dialogue: PlannedDialogue): string {
  const extra =
    dialogue.deployed?.served === 'tftp' ? deployedPlaces(dialogue)?.get('extra_files') : undefined;
  if (extra !== undefined) return dirname(extra);
  throw new LavaError(
    'job-invalid',
    'the bootloader loads a file by TFTP, and the job serves nothing by TFTP',
    {
      hint: 'put a deploy block with `to: tftp` before it',
    },
  );
}

/** Of files that were deployed for a server; undefined for those in a directory. */
export function deployedPlaces({ deployed }: PlannedDialogue): ReadonlyMap<string, string> | undefined {
  return deployed?.places.peek();
}

/** `booti KERNEL RAMDISK DTB`, as LAVA writes it: a ramdisk without a header needs its size, which U-Boot has in a variable. */
function bootLine(
  { command, addresses }: NonNullable<ReturnType<typeof kernelBoot>>,
  header: string | undefined,
  has: { ramdisk: boolean; tee: boolean },
): string | undefined {
  const { kernel, ramdisk: at, dtb, tee } = addresses;
  if (kernel === undefined || dtb === undefined) return undefined;
  let ramdisk = '-';
  if (has.ramdisk && at !== undefined && header === 'u-boot') ramdisk = at;
  if (has.ramdisk && at !== undefined && header === 'raw') ramdisk = `${at}:\${initrd_size}`;
  return `${command} ${has.tee ? (tee ?? kernel) : kernel} ${ramdisk} ${dtb}`;
}
