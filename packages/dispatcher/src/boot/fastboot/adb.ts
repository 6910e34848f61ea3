// SPDX-License-Identifier: Apache-2.0
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { consolesOf } from '../../board/consoles.ts';
import type { Connection } from '../../console/connection.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import { requireTool, runTool } from '../../host/tool.ts';
import { writeTree } from '../../image/pack.ts';
import type { Overlay } from '../../overlay/overlay.ts';

/** @throws LavaError `host-tool-missing`, `device-invalid` */
export function checkAdb(context: PlanContext): void {
  requireTool('adb');
  serialOf(context);
}

/** Waits for Android and opens a shell there, which is the console of the namespace from now on. */
export async function connectAdb(run: Run, context: PlanContext, slot: Slot<Connection>): Promise<void> {
  const { namespace } = run.step;
  const { env } = run.job.host;
  const consoles = consolesOf(run.job);
  await consoles.close(namespace);
  slot.clear();
  const adb = ['adb', '-s', serialOf(context)];
  await runTool(run.progress, ['adb', 'start-server'], { env });
  await runTool(run.progress, [...adb, 'wait-for-device'], { env });
  const connection = await consoles.open(run.progress, [...adb, 'shell'], {
    name: 'adb',
    tags: ['primary', 'shell'],
    namespace,
    env,
  });
  run.cleanup.add('leave the shell', () => consoles.close(namespace, 'adb'));
  connection.characterDelay = context.board.delays.boot;
  slot.set(connection);
}

/** Brings the overlay to where the shell of Android may write. */
export async function pushOverlay(
  run: Run,
  context: PlanContext,
  overlay: Overlay | undefined,
): Promise<void> {
  if (!overlay) return;
  const { env } = run.job.host;
  const directory = await mkdtemp(join(run.job.host.workDir, 'overlay-'));
  await writeTree(run.progress, overlay.tree, directory, (text) => run.log.warning(text));
  const adb = ['adb', '-s', serialOf(context)];
  await runTool(
    run.progress,
    [...adb, 'push', join(directory, overlay.directory), dirname(overlay.directory)],
    { env },
  );
  await runTool(run.progress, [...adb, 'shell', 'chmod', '-R', '0777', overlay.directory], { env });
}

function serialOf({ board: { serials } }: PlanContext): string {
  const serial = serials.adb;
  if (serial && /^[\w.:-]+$/.test(serial) && !serial.startsWith('-')) return serial;
  throw new LavaError('device-invalid', `adb_serial_number of the device is ${serial ?? 'missing'}`);
}
