// SPDX-License-Identifier: Apache-2.0
import { parse } from 'node:querystring';
import type { Logger } from '@lava/kit/log/logger.ts';
import { CODES } from '@lava/protocol/error/codes.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PasswordDoor } from '../../accounts/accounts.ts';
import type { LogStore } from '../../logs/log-store.ts';
import { Networks } from '../../networks.ts';
import type { ServerSettings } from '../../settings.ts';
import { VERSION } from '../../version.ts';
import { Door, type RunOfJob } from './door.ts';
import { LargeBodies } from './large-bodies.ts';
import { LogUploads } from './log-uploads.ts';
import { Refused } from './refused.ts';
import { register } from './register.ts';
import { Turns } from './turns.ts';

export interface DoorContext extends PasswordDoor {
  log: Logger;
  settings: ServerSettings;
  store: LogStore;
}

const PATH = '/scheduler/internal/v1';
const MIB = 1024 * 1024;
/** LAVA 2023.01 sends up to 1000 lines at a time, and cannot make do with less. */
const MOST_LOG = 64 * MIB;
/** The end of a job brings all that its dispatcher wrote to its standard error, and its whole plan. */
const MOST_END = 16 * MIB;
/** Keys of a form; what comes after them is not looked at. */
const FORM_KEYS = 20;
const HIDDEN = { schema: { hide: true } };

type Handler = (request: FastifyRequest) => Promise<object>;

/** The HTTP protocol of LAVA's lava-worker, as LAVA 2020.09 and newer speak it; docs/reference/worker-protocol.md. */
export async function workerDoor(app: FastifyInstance, context: DoorContext): Promise<void> {
  const { db, log, settings, store } = context;
  const logBytes = settings.jobLogLimit * MIB;
  const door = new Door({ db, log, version: VERSION, logBytes });
  const uploads = new LogUploads({ db, store, log, logBytes });
  const turns = new Turns();
  const large = new LargeBodies();
  const registering = { ...context, networks: new Networks(settings.workerRegisterFrom) };
  const runs = new WeakMap<FastifyRequest, RunOfJob>();
  const runOf = (request: FastifyRequest) => runs.get(request) as RunOfJob;
  // Who may not speak is refused before what he sends is read.
  const jobToken = async (request: FastifyRequest) => {
    runs.set(request, await door.checkJob(param(request, 'id'), tokenOf(request)));
  };

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, { form: body }));
  app.setErrorHandler(refuse);
  app.addHook('onClose', () => uploads.close());

  const on = (path: string, handlers: Partial<Record<'GET' | 'POST', Handler>>, options: object = {}) => {
    const url = PATH + path;
    for (const [method, handler] of Object.entries(handlers))
      app.route({
        ...HIDDEN,
        ...options,
        method: method as 'GET',
        url,
        handler: async (request, reply) => json(reply, await handler(request)),
      });
    const other = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !(method in handlers));
    const allow = Object.keys(handlers).join(', ');
    app.route({ ...HIDDEN, method: other, url, handler: (_, reply) => notAllowed(reply, allow) });
  };

  on('/workers/', {
    GET: async () => {
      throw new Refused(404, "Unknown worker 'None'");
    },
    POST: (request) =>
      turns.take(`register ${request.ip}`, () => register(registering, formOf(request), addressOf(request))),
  });
  on('/workers/:name/', {
    GET: async (request) => {
      const name = param(request, 'name');
      await door.checkWorker(name, tokenOf(request));
      const { version } = request.query as { version?: unknown };
      if (typeof version !== 'string') throw new Refused(400, "Missing 'version'");
      return turns.take(`ping ${name}`, () => door.ping(name, version));
    },
    POST: async () => {
      throw new Refused(403, 'a worker registers at /workers/');
    },
  });
  on(
    '/jobs/:id/',
    {
      GET: (request) => turns.take(`job ${param(request, 'id')}`, () => door.fetch(runOf(request))),
      POST: (request) =>
        turns.take(`state ${param(request, 'id')}`, () => toldState(door, runOf(request), formOf(request))),
    },
    { onRequest: jobToken, bodyLimit: MOST_END },
  );
  on(
    '/jobs/:id/logs/',
    {
      POST: (request) =>
        turns.take(`log ${param(request, 'id')}`, async () => {
          const { form = Buffer.alloc(0) } = (request.body ?? {}) as { form?: Buffer };
          return { line_count: await uploads.add(runOf(request), form) };
        }),
    },
    { onRequest: [jobToken, large.admit], onResponse: large.done, bodyLimit: MOST_LOG },
  );
  // Ids of LAVA's MultiNode jobs in an old form, and whatever else there is not.
  app.all(`${PATH}/*`, HIDDEN, async () => {
    throw new Refused(404, 'there is nothing here');
  });
}

async function toldState(door: Door, row: RunOfJob, form: Record<string, string>): Promise<object> {
  const { state, result, error_type: errorType = '', errors = '' } = form;
  if (state === undefined) throw new Refused(400, "Missing 'state'");
  if (state === 'RUNNING') await door.running(row);
  else if (state !== 'FINISHED') throw new Refused(400, `Unknown state '${state.slice(0, 100)}'`);
  else if (result === undefined) throw new Refused(400, "Missing 'result'");
  else if (result !== 'pass' && result !== 'fail')
    throw new Refused(400, `Invalid health '${result.slice(0, 100)}'`);
  else await door.finished(row, { result, errorType, errors });
  return {};
}

const param = (request: FastifyRequest, key: string) => (request.params as Record<string, string>)[key] ?? '';

function tokenOf(request: FastifyRequest): string | undefined {
  const token = request.headers['lava-token'];
  return typeof token === 'string' ? token : undefined;
}

/** Of a form each key once, the first time that it is there. */
function formOf(request: FastifyRequest): Record<string, string> {
  const { form } = (request.body ?? {}) as { form?: Buffer };
  const parsed = parse(form?.toString('latin1') ?? '', '&', '=', { maxKeys: FORM_KEYS });
  return Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [key, (Array.isArray(value) ? value[0] : value) ?? '']),
  );
}

/** Undefined when a proxy sent this whose word is not believed: all would seem to come from its machine. */
function addressOf(request: FastifyRequest): string | undefined {
  const isForwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
  return isForwarded !== undefined && request.ip === request.socket.remoteAddress ? undefined : request.ip;
}

function notAllowed(reply: FastifyReply, allow: string): FastifyReply {
  return reply.status(405).header('allow', allow).type('text/html; charset=utf-8').send('');
}

/** As it is: the worker's side expects no charset. */
function json(reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-type', 'application/json').send(Buffer.from(JSON.stringify(body)));
}

function refuse(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const [status, message] = refusal(thrown);
  if (status >= 500)
    request.log.error({ url: request.url, reason: toLavaError(thrown).message }, 'request failed');
  void json(reply.status(status), { error: message });
}

function refusal(thrown: unknown): [status: number, message: string] {
  if (thrown instanceof Refused) return [thrown.status, thrown.message];
  const { statusCode } = thrown as FastifyError;
  if (statusCode === 413) return [413, 'the request is larger than allowed'];
  if (statusCode !== undefined && statusCode < 500) return [400, (thrown as Error).message];
  const { code, message } = toLavaError(thrown);
  if (CODES[code].status < 500) return [CODES[code].status === 404 ? 404 : 400, message];
  return code === 'database-down'
    ? [503, 'the database does not answer']
    : [500, 'something went wrong in the server'];
}
