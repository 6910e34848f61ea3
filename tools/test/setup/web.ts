// SPDX-License-Identifier: Apache-2.0
import { buildWeb } from '../../web-build.ts';

/** Global set-up of the lane `web`: the pages are built before two spec files need them at the same time. */
export async function setup(): Promise<void> {
  await buildWeb();
}
