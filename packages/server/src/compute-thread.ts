// SPDX-License-Identifier: Apache-2.0
import { parentPort } from 'node:worker_threads';
import { serializeError } from '@lava/protocol/error/error.ts';
import type { Reply, Request } from './compute/thread-pool.ts';
import { checkEnvelope } from './jobs/submit/envelope.ts';
import { readJsonJob, translateText } from './jobs/submit/json-job.ts';

/** What a thread of the server's does; compute/compute.ts starts it. */
const TASKS: Record<string, (input: never) => unknown> = {
  'check-envelope': ({ text, rules }: { text: string; rules: Parameters<typeof checkEnvelope>[1] }) =>
    checkEnvelope(text, rules),
  'read-json-job': readJsonJob,
  'translate-json-job': translateText,
};

parentPort?.on('message', ({ task, input }: Request) => {
  let reply: Reply;
  try {
    reply = { value: TASKS[task]?.(input as never) };
  } catch (thrown) {
    reply = { error: serializeError(thrown) };
  }
  parentPort?.postMessage(reply);
});
