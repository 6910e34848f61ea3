// SPDX-License-Identifier: Apache-2.0
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../engine/step.ts';
import type { OverlayTree } from '../image/tree.ts';
import { packTar } from '../image/write-tar.ts';
import type { Container } from './container.ts';

/** Where a container has the downloads of the job. */
export const DOWNLOADS_PLACE = '/lava-downloads';

/** Puts the test overlay and the downloads into a container that does not run yet. */
export async function fill(
  run: Run,
  container: Container,
  overlay: OverlayTree | undefined,
  downloads: string | undefined,
): Promise<void> {
  if (overlay) {
    const archive = join(await mkdtemp(join(run.job.host.workDir, 'overlay-')), 'overlay.tar.gz');
    await packTar(run.progress, overlay, archive);
    await container.unpack(archive);
  }
  if (downloads !== undefined) await container.copyIn(downloads, DOWNLOADS_PLACE);
}
