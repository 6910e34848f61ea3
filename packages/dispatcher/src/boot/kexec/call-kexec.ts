// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import type { ArtefactFile } from '../../artefact/file.ts';
import type { Connection } from '../../console/connection.ts';
import { pattern } from '../../console/pattern.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import { waitTime } from '../../engine/waits.ts';
import { FileServer } from '../../host/file-server.ts';
import { shellQuote } from '../../host/shell-quote.ts';
import { shellCommand } from '../../login/shell.ts';
import type { KexecBlock } from './schema.ts';

/** A file of the deploy block, and where the device puts it. */
export interface Delivered {
  file: Slot<ArtefactFile>;
  to: string;
}

/** Loads the new kernel in the shell of the running one, and jumps into it. */
export async function callKexec(
  run: Run,
  block: KexecBlock,
  console: Slot<Connection>,
  files: readonly Delivered[],
): Promise<void> {
  const connection = console.get();
  const program = block.command ?? '/sbin/kexec';
  const config = block['kernel-config'];
  if (files.length > 0) await deliver(run, connection, files);
  if (config !== undefined) await type(run, connection, `zgrep -q ^CONFIG_KEXEC=y ${shellQuote(config)}`);
  await type(run, connection, [program, ...loading(block)].join(' '));
  await connection.sendLine(run.progress, block.on_panic ? 'echo c > /proc/sysrq-trigger' : `${program} -e`);
  if (block.boot_message === undefined) return;
  run.log.debug(`Wait for the new kernel: ${block.boot_message}`);
  using limit = waitTime(run);
  await connection.expect(limit, [pattern(block.boot_message)]);
}

/** Arguments of kexec; those of the job are words of the shell, as in LAVA. */
function loading({ kernel, dtb, initrd, options = [], on_panic: onPanic }: KexecBlock): string[] {
  return [
    onPanic ? '--load-panic' : '--load',
    ...(kernel === undefined ? [] : [shellQuote(kernel)]),
    ...(dtb === undefined ? [] : ['--dtb', shellQuote(dtb)]),
    ...(initrd === undefined ? [] : ['--initrd', shellQuote(initrd)]),
    ...options,
  ];
}

/** The device fetches the files of the deploy block to where kexec is to find them. */
async function deliver(run: Run, connection: Connection, files: readonly Delivered[]): Promise<void> {
  const server = await FileServer.start();
  try {
    for (const { file, to } of files) {
      const { path } = file.get();
      const url = server.add(run.job.host.dispatcherIp(), path, basename(path));
      await type(run, connection, `wget -O ${shellQuote(to)} ${shellQuote(url)}`);
    }
  } finally {
    server.close();
  }
}

async function type(run: Run, connection: Connection, command: string): Promise<void> {
  using limit = waitTime(run);
  await shellCommand(limit, connection, command, 'kexec-failed');
}
