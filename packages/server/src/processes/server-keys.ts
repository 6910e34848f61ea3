// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { type CurveKeys, loadKeys } from '@lava/kit/zmq/curve.ts';
import type { ServerSettings } from '../settings.ts';

/** The server's key pair of the worker link; made at first use, its file readable by its owner alone. */
export function serverKeys(settings: Pick<ServerSettings, 'stateDir'>): CurveKeys {
  return loadKeys(join(settings.stateDir, 'server.key'));
}
