// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readSync } from 'node:fs';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type { Deployed } from '../../artefact/deployed.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { noScripts } from '../../flash/fill.ts';
import type { FlashFile } from '../../flash/flash-tool.ts';
import { plainFiles, runFlashTool } from '../../flash/run-tool.ts';
import { requireTool, runTool } from '../../host/tool.ts';
import { listOf, textOf } from '../../job/read.ts';
import { splitShellWords } from '../../job/shell-words.ts';
import { controlWords, loadWords } from './judge.ts';
import { commandsOf, type UuuBlock, type UuuDevice } from './schema.ts';

type Context = PlanContext<UuuBlock, UuuDevice>;

/** What a board needs after a reset until it shows itself on USB, and between two commands, milliseconds. */
const APPEARS = 5_000;
const PAUSE = 1_000;
/** How long a board that listens may take to take its bootloader, milliseconds. */
const TAKES = 10_000;

/** How a script of uuu begins, and an archive with one; as far into the file as it is looked for, bytes. */
const SCRIPT = 'uuu_version';
const ARCHIVE = 'PK\x03\x04';
const HEAD = 4096;

/** @throws LavaError `job-invalid`, `device-invalid`, `host-tool-missing`, `step-unavailable` */
export function check({ block, settings }: Context, { files }: Deployed): void {
  const { docker_image: image, usb_otg_path: path } = settings.options;
  if (block.docker || image)
    throw new LavaError('step-unavailable', 'uuu in a container is not supported yet', {
      hint: 'leave `docker` out, and docker_image of the device: uuu of the worker then runs',
    });
  const commands = commandsOf(block, settings);
  const names = [...files.keys()].map((name) => ({ name, path: name, argument: undefined }));
  if (commands.length === 0) throw new LavaError('job-invalid', 'boot method uuu has no commands');
  for (const { protocol, line } of commands) {
    requireTool(protocol === 'bcu' ? 'bcu' : 'uuu');
    if (protocol === 'bcu') controlWords(line);
    else loadWords(protocol, line, names);
  }
  for (const each of listOf(path).map(textOf)) checkPath(each);
}

/** Loads the files and drives the control port, as the commands say. */
export async function load(run: Run, context: Context, deployed: Deployed): Promise<void> {
  const { block, settings } = context;
  const files = plainFiles(run, deployed.files);
  refuseScripts(files);
  const control = await controlOptions(run, settings);
  const paths = await usbPaths(run, settings);
  if (settings.options.bcu_board_name) leaveControl(run, settings, control);
  for (const { protocol, line } of commandsOf(block, settings)) {
    await run.progress.sleep(PAUSE);
    if (protocol === 'bcu') await runFlashTool(run, 'bcu', { args: [...controlWords(line), ...control] });
    else await runFlashTool(run, 'uuu', { args: [...paths, ...loadWords(protocol, line, files)] });
  }
  run.result({ success: files.map(({ name }) => name).join(' ') });
}

/** Does the board listen on USB already? It does when it takes the bootloader. */
export async function listensOnUsb(run: Run, { settings }: Context, deployed: Deployed): Promise<boolean> {
  const files = plainFiles(run, deployed.files);
  refuseScripts(files);
  const boot = files.find(({ name }) => name === 'boot');
  const paths = await usbPaths(run, settings);
  await run.progress.sleep(APPEARS);
  const late = new LavaError('step-timeout', 'the board does not listen on USB');
  using limit = run.progress.child(TAKES, () => late);
  try {
    await runFlashTool({ ...run, progress: limit }, 'uuu', { args: [...paths, boot?.path ?? ''] });
    return true;
  } catch (error) {
    run.progress.throwIfDone();
    if (error === late) return false;
    throw toLavaError(error);
  }
}

/** A script of uuu may run any program of the worker. */
function refuseScripts(files: readonly FlashFile[]): void {
  for (const { name, path } of files) {
    const head = Buffer.alloc(HEAD);
    const fd = openSync(path, 'r');
    try {
      readSync(fd, head, 0, HEAD, 0);
    } finally {
      closeSync(fd);
    }
    const text = head.toString('latin1');
    if (text.includes(SCRIPT) || text.startsWith(ARCHIVE)) throw noScripts(name);
  }
}

async function usbPaths(run: Run, { options }: UuuDevice): Promise<string[]> {
  const given = listOf(options.usb_otg_path).map(textOf);
  const printed = given.length > 0 ? given : await printedBy(run, options.usb_otg_path_command);
  for (const path of printed) checkPath(path);
  return printed.flatMap((path) => ['-m', path]);
}

function checkPath(path: string): void {
  if (!/^\d+:\d+$/.test(path))
    throw new LavaError('device-invalid', `usb_otg_path of the device must be like 2:143, found ${path}`);
}

/** Which control port bcu drives. */
async function controlOptions(run: Run, { options }: UuuDevice): Promise<string[]> {
  if (!options.bcu_board_name) return [];
  const [id] = options.bcu_board_id
    ? [options.bcu_board_id]
    : await printedBy(run, options.bcu_board_id_command);
  if (id !== undefined && !/^\d+-[\d.]+$/.test(id))
    throw new LavaError('device-invalid', `bcu_board_id of the device must be like 2-1.3, found ${id}`);
  return [`-board=${options.bcu_board_name}`, ...(id === undefined ? [] : [`-id=${id}`])];
}

/** The words that a command of the lab prints; a list is the words of one command. */
async function printedBy(run: Run, command: unknown): Promise<string[]> {
  const words = Array.isArray(command) ? command.map(textOf) : splitShellWords(textOf(command ?? ''));
  if (words.length === 0) return [];
  const { stdout } = await runTool(run.progress, words, { env: run.job.host.env });
  return stdout.split(/\s+/).filter(Boolean);
}

/** The control port is given back at the end, whatever became of the job. */
function leaveControl(run: Run, { options }: UuuDevice, control: readonly string[]): void {
  const lines = [...listOf(options.additional_bcu_cleanup_commands).map(textOf), 'deinit'];
  const commands = lines.map((line) => ['bcu', ...splitShellWords(line), ...control]);
  const { leases, env } = run.job.host;
  const what = 'leave the control port of the board';
  leases.take(what, { kind: 'command', what, undo: commands.map((words) => ({ run: words, env })) });
  run.cleanup.add(what, async (progress) => {
    for (const [program = '', ...args] of commands)
      await runFlashTool({ ...run, progress }, program, { args });
    leases.release(what);
  });
}
