// SPDX-License-Identifier: Apache-2.0
import { parentPort } from 'node:worker_threads';
import { validateTestDefinition } from '@lava/dispatcher/schema.ts';
import { serializeError } from '@lava/protocol/error/error.ts';
import type { Reply, Request } from './compute/thread-pool.ts';
import { readTakeOver } from './consoles/take-over.ts';
import {
  type ContextText,
  inspectSources,
  readContext,
  renderSources,
  type Sources,
} from './device-types/templates/rendering.ts';
import { resultRow } from './ingest/result-row.ts';
import { makeParts } from './jobs/bundle-parts.ts';
import { maskSecrets } from './jobs/secrets.ts';
import { checkEnvelope } from './jobs/submit/envelope.ts';
import { readJsonJob, translateText } from './jobs/submit/json-job.ts';
import { splitJob } from './jobs/submit/split.ts';
import { withHold } from './leases/with-hold.ts';
import { readBody } from './links/http/read-lines.ts';
import { readMessage } from './links/zmq/read-message.ts';
import { readNotify } from './notify/read-notify.ts';

/** What a thread of the server's does; compute/compute.ts starts it. */
const TASKS: Record<string, (input: never) => unknown> = {
  'check-envelope': ({ text, rules }: { text: string; rules: Parameters<typeof checkEnvelope>[1] }) =>
    checkEnvelope(text, rules),
  'check-test-definition': (text: string) => validateTestDefinition(text),
  'read-message': (frame: Uint8Array) =>
    readMessage(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)),
  'read-result': ({ job, record, line }: { job: number; record: number; line: string }) =>
    resultRow(job, record, line),
  'read-lines': readBody,
  'render-device': ({ sources, written }: { sources: Sources; written: ContextText }) =>
    renderSources(sources, readContext(written)),
  'inspect-template': (inspection: Parameters<typeof inspectSources>[0]) =>
    inspectSources(inspection).problems,
  'make-bundle-parts': makeParts,
  'mask-secrets': maskSecrets,
  'read-notify': readNotify,
  'read-take-over': readTakeOver,
  'boot-and-hold': withHold,
  'read-json-job': readJsonJob,
  'split-job': splitJob,
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
