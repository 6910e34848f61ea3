// SPDX-License-Identifier: Apache-2.0

/** Pages that are opened most, whose code is asked for with the first requests: address, and module below src/. */
export const VIEWS = [
  { path: /^\/jobs\/[1-9]\d{0,14}\/?$/, module: 'features/job/job-view.tsx' },
  { path: /^\/(?:jobs\/?)?$/, module: 'features/jobs/jobs-view.tsx' },
] as const;

/** Module of the page at this address; undefined when its code comes when the router asks for it. */
export function firstView(pathname: string): string | undefined {
  return VIEWS.find(({ path }) => path.test(pathname))?.module;
}
