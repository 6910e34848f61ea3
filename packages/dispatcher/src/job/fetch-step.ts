// SPDX-License-Identifier: Apache-2.0
import { describedUrl } from './described-url.ts';

/** Name of the step that fetches an address, by its scheme, and whether this version can run it. */
const SCHEMES: Readonly<Record<string, { name: string; runs: boolean }>> = {
  http: { name: 'http-download', runs: true },
  https: { name: 'http-download', runs: true },
  file: { name: 'file-download', runs: true },
  scp: { name: 'scp-download', runs: false },
  rclone: { name: 'rclone-download', runs: false },
  downloads: { name: 'pre-downloaded', runs: true },
};

export const FETCHED_BY = Object.keys(SCHEMES);

/** The step that fetches an address; undefined when nothing can. */
export function fetchStep(url: string): { name: string; runs: boolean } | undefined {
  const scheme = /^([a-z]+):\//.exec(describedUrl(url))?.[1] ?? '';
  return Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
}
