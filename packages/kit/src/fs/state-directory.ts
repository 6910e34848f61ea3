// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where something of ours keeps its state: below /var/lib for root, whose services must reach it, else in the user's state. */
export function stateDirectory(name: string): string {
  if (process.getuid?.() === 0) return `/var/lib/lava-${name}`;
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'lava', name);
}
