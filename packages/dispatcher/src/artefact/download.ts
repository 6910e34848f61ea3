// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { type Run, retry, type StepSpec, step, unwritten } from '../engine/step.ts';
import type { Wanted } from '../host/downloads.ts';
import { describedUrl } from '../job/described-url.ts';
import { FETCHED_BY, fetchStep } from '../job/fetch-step.ts';
import type { Address } from './artefact-schema.ts';
import { DOWNLOADS, DownloadsDirectory } from './downloads-directory.ts';
import type { ArtefactFile } from './file.ts';

/** The kernel unpacks it, so it stays compressed. */
const KEPT_COMPRESSED = 'ramdisk';

export interface Download {
  step: StepSpec;
  file: Slot<ArtefactFile>;
}

/**
 * Fetches one file.
 * @param key name of the artefact in the block, e.g. `kernel`
 * @param after steps that work on the file once it is there; they are tried again together with the download
 * @throws LavaError `job-invalid` when nothing can fetch such an address
 */
export function downloadRetry(
  context: PlanContext,
  key: string,
  address: Address,
  after: StepSpec[] | ((file: Slot<ArtefactFile>) => StepSpec[]) = [],
): Download {
  const url = substitute(address.url, context.board.staticInfo);
  const shown = describedUrl(url);
  const by = fetchStep(url);
  if (!by) {
    const hint = `known: ${FETCHED_BY.join(', ')}`;
    throw new LavaError('job-invalid', `no way to fetch ${url}`, { hint });
  }
  const file = new Slot<ArtefactFile>(`file of ${key}`);
  const downloaded = shown.startsWith('downloads:') ? downloadsOf(context) : undefined;
  const fetch = fetching(by, shown, key, url, address, file, downloaded);
  return {
    step: retry('download-retry', [fetch, ...(typeof after === 'function' ? after(file) : after)]),
    file,
  };
}

function fetching(
  { name, runs }: { name: string; runs: boolean },
  shown: string,
  key: string,
  url: string,
  address: Address,
  file: Slot<ArtefactFile>,
  downloaded: DownloadsDirectory | undefined,
): StepSpec {
  const about = { url: shown, timeoutCode: 'step-timeout' } as const;
  if (!runs) return unwritten(name, about);
  // `downloads://NAME` would have a host, of which case means nothing.
  const plain = downloaded ? url.trim().replace(/^downloads:\/*/i, 'downloads:/') : url;
  const wanted = wantedOf(key, plain, address);
  const { compression, archive } = address;
  const target = { key, wanted, compression, archive, file, writable: isWritable(key, address), downloaded };
  const run = async (run: Run) => (await import('./fetch-artefact.ts')).fetchArtefact(run, target);
  if (downloaded) return step(name, run, about);
  return step(name, run, {
    ...about,
    validate: ({ job }) => job.host.downloads.permit(wanted),
    prepare: (job) => job.host.downloads.prefetch(wanted),
  });
}

/** Those of the own namespace before those of others. */
function downloadsOf({ target, targets }: PlanContext): DownloadsDirectory {
  const all = [target, ...targets.values()].flatMap((each) => each.find(DOWNLOADS) ?? []);
  return all[0] ?? target.require(DOWNLOADS, () => new DownloadsDirectory(new Map()));
}

function wantedOf(key: string, url: string, address: Address): Wanted {
  const { compression, md5sum, sha256sum, sha512sum } = address;
  return {
    label: key,
    url,
    headers: address.headers,
    decompress: key === KEPT_COMPRESSED ? undefined : (compression ?? undefined),
    sums: {
      ...(md5sum && { md5: md5sum.toLowerCase() }),
      ...(sha256sum && { sha256: sha256sum.toLowerCase() }),
      ...(sha512sum && { sha512: sha512sum.toLowerCase() }),
    },
    useCache: address.use_cache !== false,
  };
}

/** A guest writes to its disks; a kernel is only read, so that all jobs can share one file. */
function isWritable(key: string, address: Address): boolean {
  const argument = (address as { image_arg?: unknown }).image_arg;
  if (typeof argument === 'string') return !/^\s*-(kernel|initrd|dtb)\s/.test(argument);
  return !/^(kernel|ramdisk|initrd|dtb|modules|nfsrootfs|url)$/.test(key);
}

/** `{NAME}` is a value of the device's static_info. */
function substitute(url: string, info: Readonly<Record<string, string>>): string {
  return Object.entries(info).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), url);
}
