// SPDX-License-Identifier: Apache-2.0

import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { PasswordDoor, SignedIn } from '../../accounts/accounts.ts';
import type { Provider } from '../../accounts/oidc/provider.ts';
import type { ServerContext } from '../../context.ts';
import type { EventBus } from '../../events/bus.ts';
import type { JobLogs } from '../../logs/job-logs.ts';
import type { LogStore } from '../../logs/log-store.ts';
import type { StreamLimit } from './limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, by token or session; null when nobody is signed in. */
    actor: SignedIn | null;
  }
  interface FastifyContextConfig {
    /** Of a token, for a route that changes something and needs less than all. */
    scope?: 'submit';
  }
  interface FastifyInstance {
    streams: StreamLimit;
  }
}

export interface ApiContext extends ServerContext, PasswordDoor {
  logs: JobLogs;
  store: LogStore;
  bus: EventBus;
  /** Of OpenID Connect. */
  provider: Provider | undefined;
  /** Z85, for join lines. */
  serverKey: string;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Routes of one resource; paths are below `/api/v1`. */
export type Routes = (api: Api, context: ApiContext) => void;

/** Name of this server as the client called it; a loopback name is of no use to others and becomes the host name. */
export function hostOf(request: FastifyRequest): string {
  const host = request.hostname.replace(/^\[|\]$/g, '');
  return /^(localhost|127\.|::1$)/.test(host) ? hostname() : host;
}
