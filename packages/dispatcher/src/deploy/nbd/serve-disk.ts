// SPDX-License-Identifier: Apache-2.0
import type { NbdPlace } from '../../artefact/deployed.ts';
import type { ArtefactFile } from '../../artefact/file.ts';
import type { Run } from '../../engine/step.ts';
import { startNbd } from '../../host/nbd.ts';

/**
 * Serves the disk until the job ends, or the block is tried again. The device writes to it: it is the job's own copy.
 * @param wanted port, as the job has it; `auto` for that of the worker's settings, or a free one
 */
export async function serveDisk(run: Run, { path }: ArtefactFile, wanted: unknown): Promise<NbdPlace> {
  const { host } = run.job;
  const ofWorker = Number(host.settings.nbd_server_port);
  const port = typeof wanted === 'number' ? wanted : ofWorker > 0 ? ofWorker : undefined;
  const server = await startNbd(run.progress, path, port);
  run.cleanup.add('end the NBD server', () => server.stop());
  run.log.debug(`served by NBD: port ${server.port}`);
  return { server: host.dispatcherIp(), port: server.port };
}
