// SPDX-License-Identifier: Apache-2.0
import { accountMethods } from './client/accounts.ts';
import { jobMethods } from './client/jobs.ts';
import { labMethods } from './client/lab.ts';
import { leaseMethods } from './client/leases.ts';
import { streamChanges } from './job-stream.ts';
import { type ClientOptions, createTransport, type Transport } from './transport.ts';

type Methods = ReturnType<typeof methods>;

export interface Client extends Methods {
  /** The same methods, whose requests end when the signal is aborted. */
  withSignal(signal: AbortSignal): Methods;
}

/**
 * The REST API, typed: one method an endpoint, every answer parsed by its schema. The CLI and the web pages share it,
 * and its paths are the list of what the server has below `/api/v1`.
 *
 * Every method throws LavaError: the server's own refusal, or `server-unreachable`.
 */
export function createClient(options: ClientOptions): Client {
  const send = createTransport(options);
  return {
    ...methods(send),
    withSignal: (signal) => methods((method, path, request) => send(method, path, { signal, ...request })),
  };
}

function methods(send: Transport) {
  return {
    /** For methods that are loaded only where they are used. */
    send,
    ...accountMethods(send),
    jobs: jobMethods(send),
    leases: leaseMethods(send),
    ...labMethods(send),
    streamChanges: streamChanges.bind(null, send),
  };
}
