// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { ArtefactFile } from '../artefact/file.ts';
import type { Connection } from '../console/connection.ts';
import { pattern } from '../console/pattern.ts';
import type { Docker } from '../container/docker-schema.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { waitTime } from '../engine/waits.ts';
import { findTool, type ToolResult, toolFailed } from '../host/tool.ts';
import { splitShellWords } from '../job/shell-words.ts';
import { checkHostTool, runHostTool } from './host-tool.ts';

/** How often a device that appears is looked for, milliseconds, and how many times, as LAVA does. */
const LOOK = 3_000;
const LOOKS = 10;

/** What `commands` of a job may begin with: nothing that reads a file of the worker. */
const COMMANDS = [
  ...[
    'continue',
    'create-logical-partition',
    'delete-logical-partition',
    'erase',
    'flashing',
    'getvar',
    'oem',
  ],
  ...['reboot', 'reboot-bootloader', 'resize-logical-partition', 'set_active', 'snapshot-update'],
];

/** The device as fastboot and adb of the worker, or of the job's container, know it. */
export class Fastboot {
  readonly #context: PlanContext;
  readonly #docker: Docker | undefined;
  readonly #found: Slot<string> | undefined;

  /** @param found the serial number, where a step looks for it */
  constructor(context: PlanContext, found: Slot<string> | undefined) {
    this.#context = context;
    this.#docker = context.block.docker as Docker | undefined;
    this.#found = found;
  }

  /** @throws LavaError `host-tool-missing`, `device-invalid` */
  check({ job }: Run): void {
    checkHostTool(job, 'fastboot', this.#docker);
    if (!this.#found) serial(this.#context.board.serials.fastboot, 'fastboot_serial_number');
  }

  /** Writes a partition. */
  async flash(run: Run, partition: string, file: ArtefactFile): Promise<void> {
    run.result({ label: partition });
    const { options } = this.#context.board.fastboot;
    await this.#fastboot(run, ['flash', partition, '{}', ...options], file.path);
  }

  /** Waits for what the firmware prints when it takes commands again. */
  async awaitFirmware(run: Run, console: Connection): Promise<void> {
    const { waitPrompt } = this.#context.board.fastboot;
    run.log.debug(`Wait for the firmware: ${waitPrompt}`);
    using limit = waitTime(run);
    await console.expect(limit, [pattern(waitPrompt)]);
  }

  /** Loads a kernel image and starts it. */
  async boot(run: Run, file: ArtefactFile): Promise<void> {
    await this.#answers(run, 'booting', ['boot', '{}'], file.path);
  }

  async reboot(run: Run, into?: 'bootloader' | 'fastboot'): Promise<void> {
    await this.#answers(run, 'rebooting', into ? ['reboot', into] : ['reboot']);
  }

  /** Commands of the job. */
  async commands(run: Run, lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.#fastboot(run, commandWords(line));
  }

  /** Makes a running system, or fastboot itself, restart into fastboot. */
  async enter(run: Run): Promise<void> {
    const { adb } = this.#context.board.serials;
    if (adb && (this.#docker || findTool('adb')) && (await this.#runsAndroid(run, adb))) {
      await this.#tool(run, ['adb', '-s', serial(adb, 'adb_serial_number'), 'reboot-bootloader']);
      run.result({ status: 'success' });
      return;
    }
    await this.#answers(run, 'okay', ['reboot-bootloader']);
  }

  /** Looks for the only device that is in fastboot. */
  async detect(run: Run): Promise<void> {
    for (let looks = 0; looks < LOOKS; looks++) {
      await run.progress.sleep(LOOK);
      const { stdout } = await this.#call(run, ['fastboot', 'devices']);
      const found = stdout.split('\n').flatMap((line) => /^(\S+)\s+fastboot\b/.exec(line)?.[1] ?? []);
      if (found.length > 1)
        throw new LavaError(
          'device-invalid',
          `${found.length} devices are in fastboot, and the serial number is not known`,
        );
      if (!found[0]) continue;
      run.log.info(`fastboot: found ${found[0]}`);
      this.#found?.set(found[0]);
      return;
    }
    throw new LavaError('connection-closed', 'no device has come up in fastboot');
  }

  async #runsAndroid(run: Run, adb: string): Promise<boolean> {
    await this.#call(run, ['adb', 'start-server']);
    const { stdout } = await this.#call(run, ['adb', 'devices']);
    return stdout.split('\n').some((line) => line.startsWith(`${adb}\tdevice`));
  }

  async #answers(run: Run, word: string, words: readonly string[], file?: string): Promise<void> {
    const { stdout, stderr } = await this.#fastboot(run, words, file);
    if (!`${stdout}${stderr}`.toLowerCase().includes(word))
      throw new LavaError('host-tool-failed', `fastboot ${words[0]} did not say that it is ${word}`);
    run.result({ status: 'success' });
  }

  #fastboot(run: Run, words: readonly string[], file?: string): Promise<ToolResult> {
    const own = this.#found?.peek() ?? this.#context.board.serials.fastboot;
    return this.#tool(run, ['fastboot', '-s', serial(own, 'fastboot_serial_number'), ...words], file);
  }

  async #tool(run: Run, words: readonly string[], file?: string): Promise<ToolResult> {
    const result = await this.#call(run, words, file);
    if (result.status !== 0) throw toolFailed(words.filter((word) => word !== '{}').join(' '), result);
    return result;
  }

  #call(run: Run, words: readonly string[], file?: string): Promise<ToolResult> {
    const { device } = this.#context;
    return runHostTool(run, { device, docker: this.#docker, words, ...(file !== undefined && { file }) });
  }
}

/** `udp:HOST:PORT` and `tcp:…` are serial numbers too. */
function serial(text: string | undefined, key: string): string {
  if (text !== undefined && /^[\w.:-]+$/.test(text) && !text.startsWith('-')) return text;
  throw new LavaError('device-invalid', `${key} of the device is ${text ?? 'missing'}`);
}

/**
 * A command of a job as words.
 * @throws LavaError `job-invalid` for what fastboot would take for an option, or that reads files of the worker
 */
export function commandWords(line: string): string[] {
  const words = splitShellWords(line);
  if (!COMMANDS.includes(words[0] ?? ''))
    throw new LavaError('job-invalid', `\`commands\`: fastboot ${words[0] ?? ''} is not for jobs`, {
      hint: `they are ${COMMANDS.join(', ')}; files are flashed by the deploy block`,
    });
  if (words.some((word) => word.startsWith('-')))
    throw new LavaError('job-invalid', `\`commands\`: a word of a fastboot command begins with -: ${line}`);
  return words;
}
