// SPDX-License-Identifier: Apache-2.0
import { CODES } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { findUnstorable } from '@lava/protocol/text/storable.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/accounts.ts';
import { actorOfToken, inactiveOwner } from '../../accounts/tokens.ts';
import { refusalOfDatabase } from '../../rights/database-refusal.ts';
import { neededScope, scopeAllows } from '../../rights/scope.ts';
import { type Api, type ApiContext, hostOf } from '../http/context.ts';
import {
  type Call,
  type Entry,
  NO_CREDENTIALS,
  NO_PERMISSION,
  NOT_FOUND,
  Refusal,
  type Reply,
  type Resource,
} from './call.ts';
import { acceptedForm, htmlOf } from './forms.ts';
import { readBody } from './parse-body.ts';
import { RESOURCES, V01 } from './resources.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** They need no account, whatever the server's setting for strangers says. */
const OPEN = new Set(['system/version/', 'system/whoami/', 'token/']);
const HTML = 'text/html; charset=utf-8';

/** LAVA's own REST, as its clients speak it; ours is in rest/v1. */
export async function clientRest(api: Api, context: ApiContext): Promise<void> {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const [prefix, resources] of [
    ['/api/v0.2/', RESOURCES],
    ['/api/v0.1/', V01],
  ] as const) {
    for (const [path, resource] of Object.entries({ '': rootOf(prefix, resources), ...resources })) {
      const url = `${prefix}${path}`;
      const answer = (request: FastifyRequest, reply: FastifyReply) =>
        handle(context, resource, path, request, reply);
      api.route({ method: [...METHODS], url, schema: { hide: true }, handler: answer });
      api.route({ method: [...METHODS], url: url.slice(0, -1), schema: { hide: true }, handler: addSlash });
    }
    api.route({ method: [...METHODS], url: `${prefix}*`, schema: { hide: true }, handler: nothingHere });
  }
  api.route({ method: [...METHODS], url: '/api/', schema: { hide: true }, handler: nothingHere });
}

function rootOf(prefix: string, resources: Readonly<Record<string, unknown>>): Resource {
  const names = Object.keys(resources).filter(
    (path) => !path.includes(':') && /^(permissions\/)?\w+\/$/.test(path),
  );
  const listed = [
    ...names.filter((name) => name !== 'token/'),
    ...(prefix.endsWith('v0.2/') ? ['system/'] : []),
  ].sort();
  return {
    GET: async ({ origin }) => ({
      json: Object.fromEntries(listed.map((name) => [name.slice(0, -1), `${origin}${prefix}${name}`])),
    }),
  };
}

async function addSlash({ url }: FastifyRequest, reply: FastifyReply) {
  const [path = '', ...query] = url.split('?');
  return reply.type(HTML).redirect(`${path}/${query.length > 0 ? `?${query.join('?')}` : ''}`, 301);
}

async function nothingHere(_: FastifyRequest, reply: FastifyReply) {
  return reply.status(404).type(HTML).send('<!doctype html><title>Not Found</title><h1>Not Found</h1>');
}

async function handle(
  context: ApiContext,
  resource: Resource,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const [, search = ''] = /\?(.*)$/s.exec(request.url) ?? [];
  const query = new URLSearchParams(search);
  reply.headers({ allow: allowOf(resource), vary: 'Accept', 'cache-control': 'no-store' });
  let form: ReturnType<typeof acceptedForm> = 'json';
  let answer: Reply;
  try {
    form = acceptedForm(query.get('format'), request.headers.accept);
    answer = await answerOf(context, resource, path, request, query);
  } catch (thrown) {
    const { status, body } = refusalOf(thrown, request);
    answer = { status, json: body };
  }
  reply.status(answer.status ?? 200);
  if ('file' in answer) {
    const { name, type, text } = answer.file;
    return reply.type(type).header('content-disposition', `attachment; filename=${name}`).send(text);
  }
  // The answer to a POST has the type of what it would have said.
  if (!('json' in answer)) return (request.method === 'POST' ? reply.type('application/json') : reply).send();
  if (form === 'html') return reply.type(HTML).send(htmlOf(request.url, answer.json));
  // A serializer adds a charset, which clients do not expect.
  return reply
    .header('content-type', 'application/json')
    .serializer((text: string) => text)
    .send(JSON.stringify(answer.json));
}

async function answerOf(
  context: ApiContext,
  resource: Resource,
  path: string,
  request: FastifyRequest,
  query: URLSearchParams,
): Promise<Reply> {
  const actor = await actorOf(context, request);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = method === 'OPTIONS' ? describe(resource) : resource[method as keyof Resource];
  const entry: Entry | undefined = typeof found === 'function' ? { run: found } : found;
  const reads = method === 'GET' || method === 'OPTIONS';
  const who = entry?.who ?? (reads ? 'everybody' : 'accounts');
  if (!actor && (who !== 'everybody' || !(context.settings.publicReading || OPEN.has(path))))
    throw NO_CREDENTIALS;
  if (who === 'admins' && !actor?.admin) throw NO_PERMISSION;
  if (!entry) throw new Refusal(405, { detail: `Method "${method}" not allowed.` });
  if (actor?.scope && !scopeAllows(actor.scope, neededScope(method, entry.scope))) throw NO_PERMISSION;
  const params = request.params as Record<string, string>;
  const body = reads ? undefined : readBody(request);
  if (findUnstorable({ params, query: Object.fromEntries(query), body }))
    throw new Refusal(400, { detail: 'Null characters are not allowed.' });
  const call: Call = {
    ...context,
    ...{ actor, params, query, body, host: hostOf(request), address: request.ip },
    origin: `${request.protocol}://${request.host}`,
    path: request.url.split('?', 1)[0] ?? '',
  };
  return entry.run(call);
}

/** `Token SECRET`; any other header says nothing here. */
async function actorOf({ db }: ApiContext, { headers }: FastifyRequest): Promise<SignedIn | null> {
  const [, token] = /^Token +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) return null;
  const actor = await actorOfToken(db, token);
  if (!actor) {
    const shut = (await inactiveOwner(db, token)) !== undefined;
    throw new Refusal(403, { detail: shut ? 'User inactive or deleted.' : 'Invalid token.' });
  }
  return actor;
}

function allowOf(resource: Resource): string {
  const own = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).filter((method) => {
    const entry = resource[method];
    return entry !== undefined && !(typeof entry === 'object' && entry.unlisted);
  });
  return [...own, ...('GET' in resource ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

function describe(resource: Resource): Entry {
  const parses = ['application/json', 'application/x-www-form-urlencoded'];
  const body = {
    name: 'LAVA',
    description: allowOf(resource),
    renders: ['application/json', 'text/html'],
    parses,
  };
  return { run: async () => ({ json: body }), who: 'everybody' };
}

function refusalOf(caught: unknown, request: FastifyRequest): Refusal {
  if (caught instanceof Refusal) return caught;
  const thrown = refusalOfDatabase(caught) ?? caught;
  if (thrown instanceof LavaError && thrown.kind !== 'bug') {
    const { status } = CODES[thrown.code];
    if (thrown.code === 'not-found') return NOT_FOUND;
    if (thrown.code === 'unauthenticated') return NO_CREDENTIALS;
    if (thrown.code === 'forbidden') return NO_PERMISSION;
    if (status < 500) return new Refusal(status === 409 ? 400 : status, { message: textOf(thrown) });
    return new Refusal(status, { detail: thrown.message });
  }
  const cause = thrown instanceof Error ? thrown.stack : thrown;
  request.log.error({ url: request.url, method: request.method, cause }, 'request failed');
  return new Refusal(500, { detail: 'something went wrong in the server; its log says more' });
}

function textOf({ message, hint, problems }: LavaError): string {
  const lines = problems.slice(0, 20).map((each) => each.message);
  return [message, ...lines.filter((line) => !message.includes(line)), ...(hint ? [hint] : [])].join('\n');
}
