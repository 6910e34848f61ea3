// SPDX-License-Identifier: Apache-2.0
import type { FastifyReply, FastifyRequest } from 'fastify';
import { inactiveOwner } from '../../accounts/tokens.ts';
import { accountOfPair, basicPair } from '../http/basic.ts';
import { type Api, type ApiContext, hostOf } from '../http/context.ts';
import { dispatch } from './dispatch.ts';
import { helpPage } from './help-page.ts';
import type { Caller } from './method.ts';
import { type Call, readCall } from './read-call.ts';
import { SIGN_IN } from './strangers.ts';
import { Fault, type Value } from './value.ts';
import { writeFault, writeResponse } from './write-response.ts';

const HELP = '/api/help/';
/** Not part of the description of REST. */
const HIDDEN = { schema: { hide: true } };
const HTML = 'text/html; charset=utf-8';
/** They need no account, whatever the server's setting for strangers says. */
const OPEN = new Set(['system.version', 'system.api_version', 'system.whoami', 'system.listMethods']);

/** XML-RPC at `/RPC2`, as `lavacli` and scripts written for LAVA speak it, and the page of its methods. */
export async function xmlRpc(api: Api, context: ApiContext): Promise<void> {
  // Clients send text/xml, application/xml, or nothing.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, { xml: body }));
  for (const path of ['/RPC2', '/RPC2/']) {
    api.post(path, HIDDEN, async (request, reply) => answer(context, request, reply));
    api.route({
      ...HIDDEN,
      method: ['GET', 'PUT', 'DELETE'],
      url: path,
      handler: (_, reply) => toHelp(reply),
    });
  }
  api.get(HELP.slice(0, -1), HIDDEN, (_, reply) => reply.type(HTML).redirect(HELP, 301));
  api.get(HELP, HIDDEN, (_, reply) => reply.type(HTML).send(helpPage()));
}

function toHelp(reply: FastifyReply): FastifyReply {
  return reply.type(HTML).redirect(HELP);
}

async function answer(
  context: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const xml = (request.body as { xml: Buffer } | undefined)?.xml;
  if (!xml?.length) return toHelp(reply);
  const { authorization } = request.headers;
  const pair = authorization === undefined ? undefined : basicPair(authorization);
  if (pair === 'malformed') return reply.status(400).type(HTML).send('Malformed Authorization header');
  const actor = pair && (await accountOfPair(context, pair));
  if (pair && !actor && (await inactiveOwner(context.db, pair.token)) !== pair.username)
    return reply
      .status(401)
      .header('www-authenticate', 'Basic realm="XML-RPC Authentication token"')
      .type(HTML)
      .send('Invalid token');
  reply.type('application/xml').header('cache-control', 'no-store');
  try {
    const { method, params } = await readCall(xml);
    return reply.send(
      writeResponse(
        await call({ ...context, actor: actor ?? null, host: hostOf(request) }, { method, params }),
      ),
    );
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return reply.send(writeFault(thrown));
  }
}

function call(caller: Caller, { method, params }: Call): Promise<Value> {
  if (!caller.actor && !caller.settings.publicReading && !OPEN.has(method)) throw new Fault(401, SIGN_IN);
  return dispatch(caller, method, params);
}
