// SPDX-License-Identifier: Apache-2.0
import type { ServerMessage } from '@lava/protocol/wire/messages.ts';

/** For a worker that has the right key and the wrong port, which nothing else would tell it. */
export function wrongPort(is: string, taken: string): string {
  const message = `the ${taken} port that this worker has is the ${is} port of the server`;
  return JSON.stringify({ type: 'refused', code: 'wrong-port', message } satisfies ServerMessage);
}
