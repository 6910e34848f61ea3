// SPDX-License-Identifier: Apache-2.0
import { storableValue } from '@lava/protocol/text/storable.ts';
import { WorkerMessage } from '@lava/protocol/wire/messages.ts';
import { boundStatus, boundWord } from '../session/bounds.ts';

/** Jobs that a worker may say it holds; no worker of ours comes near it. */
const MOST_HELD = 10_000;

/**
 * Replaces what cannot be stored. Undefined for what is not a message of ours; a newer worker may send more, and the ports
 * are open to anybody.
 */
export function parseFrame<T>(
  schema: { safeParse(value: unknown): { data?: T | undefined } },
  frame: Buffer | undefined,
): T | undefined {
  try {
    return schema.safeParse(storableValue(JSON.parse(String(frame)))).data;
  } catch {
    return undefined; // no JSON, or nested deeper than can be read
  }
}

/** A message on the control link, with no more of it than the server keeps. */
export function readMessage(frame: Buffer | undefined): WorkerMessage | undefined {
  const message = parseFrame(WorkerMessage, frame);
  if (message?.type === 'exit') return { ...message, status: boundStatus(message.status) };
  if (message?.type !== 'hello') return message;
  return {
    ...message,
    protocols: message.protocols.slice(0, 100),
    version: boundWord(message.version),
    arch: boundWord(message.arch),
    time: boundWord(message.time),
    jobs: message.jobs.slice(0, MOST_HELD),
  };
}
