// SPDX-License-Identifier: Apache-2.0
import type { DeployedFile } from '../../artefact/deployed.ts';
import { runLabLines, undoLater } from '../../board/commands.ts';
import type { Run } from '../../engine/step.ts';
import { plainFiles } from '../../flash/run-tool.ts';
import { listOf, textOf } from '../../job/read.ts';
import type { UsbgMsDevice } from './schema.ts';

/** Unplugs what an earlier job has left, and plugs the image in; it is unplugged when the job ends. */
export async function plugIn(
  run: Run,
  { enable, disable }: UsbgMsDevice,
  files: ReadonlyMap<string, DeployedFile>,
): Promise<void> {
  const [image] = plainFiles(run, files);
  const off = listOf(disable).map(textOf);
  await runLabLines(run, 'disable of usbg-ms', off);
  undoLater(run, 'the USB stick', 'disable of usbg-ms', off);
  const values = { IMAGE: image?.path ?? '' };
  await runLabLines(run, 'enable of usbg-ms', listOf(enable).map(textOf), { values });
  run.result({ success: 'the stick is plugged in' });
}
