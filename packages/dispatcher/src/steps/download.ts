// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import type { StepSpec } from '../engine/step.ts';
import type { Address } from './artefact-schema.ts';
import { describedUrl } from './described-url.ts';

/** A file on the worker, ready for use. */
export interface ArtefactFile {
  path: string;
  /** Of the bytes as downloaded, before decompression. */
  sha256: string;
  /** Still compressed so, because the consumer wants it that way. */
  compression?: string;
}

/** Name of the step that fetches an address, by its scheme. */
const SCHEMES: Record<string, string> = {
  http: 'http-download',
  https: 'http-download',
  file: 'file-download',
  scp: 'scp-download',
  rclone: 'rclone-download',
  downloads: 'pre-downloaded',
};

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
  after: StepSpec[] = [],
): Download {
  const url = substituteStaticInfo(address.url, context.device.static_info ?? []);
  const shown = describedUrl(url);
  const scheme = /^([a-z]+):\//.exec(shown)?.[1] ?? '';
  const name = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  if (!name) {
    const hint = `known: ${Object.keys(SCHEMES).join(', ')}`;
    throw new LavaError('job-invalid', `no way to fetch ${url}`, { hint });
  }
  const file = new Slot<ArtefactFile>(`file of ${key}`);
  const children: StepSpec[] = [{ name, url: shown, timeoutCode: 'step-timeout' }, ...after];
  return { step: { name: 'download-retry', retry: true, children }, file };
}

/** `{NAME}` is a value of the device's static_info. */
function substituteStaticInfo(url: string, info: readonly Record<string, unknown>[]): string {
  return info
    .flatMap((entry) => Object.entries(entry))
    .reduce((text, [key, value]) => text.replaceAll(`{${key}}`, String(value)), url);
}
