// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { loadKeys } from '@lava/kit/zmq/curve.ts';
import { Context } from 'zeromq';
import { findHttpPlace, findPlace, type WorkerSettings } from '../settings.ts';
import { HttpLink } from './http-link.ts';
import { Link, type LinkOptions, type LinkTiming } from './link.ts';

/** The link of this worker: our own, or that to a LAVA server over HTTP. */
export function chooseLink(
  settings: WorkerSettings,
  common: Omit<LinkOptions, 'context' | 'keys' | 'place' | 'timing'>,
  timing: Partial<LinkTiming> | undefined,
): Link | HttpLink {
  if (settings.http !== undefined) return new HttpLink({ ...common, place: () => findHttpPlace(settings) });
  const keys = loadKeys(join(settings.stateDir, 'worker.key'));
  return new Link({ ...common, timing, context: new Context(), keys, place: () => findPlace(settings) });
}
