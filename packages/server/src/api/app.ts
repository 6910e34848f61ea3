// SPDX-License-Identifier: Apache-2.0
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { API_PREFIX, BODY_LIMIT } from '@lava/protocol/api/common.ts';
import { type FastifyInstance, fastify } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { workerDoor } from '../links/http/route.ts';
import { VERSION } from '../version.ts';
import { downloads } from './downloads/route.ts';
import { authenticate, refuseNarrow, refuseStrangers } from './http/authentication.ts';
import { contentPolicy } from './http/content-policy.ts';
import type { Api, ApiContext, Routes } from './http/context.ts';
import { noSuchRoute, refuseUnstorable, sendError } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { limitConnections, StreamLimit } from './http/limits.ts';
import { schemaRoutes } from './http/schema.ts';
import { webPages } from './http/web.ts';
import { acceptUpgrades, asksForWebSocket } from './http/web-socket.ts';
import { artifactTokenRoutes } from './rest/v1/artifact-tokens.ts';
import { attachmentRoutes } from './rest/v1/attachments.ts';
import { commentRoutes } from './rest/v1/comments.ts';
import { compareRoutes } from './rest/v1/compare.ts';
import { consoleRoutes } from './rest/v1/console.ts';
import { deliveryRoutes } from './rest/v1/deliveries.ts';
import { deviceTypeRoutes } from './rest/v1/device-types.ts';
import { deviceRoutes } from './rest/v1/devices.ts';
import { eventRoutes } from './rest/v1/events.ts';
import { exportRoutes } from './rest/v1/exports.ts';
import { fairShareRoutes } from './rest/v1/fair-share.ts';
import { groupRoutes } from './rest/v1/groups.ts';
import { historyRoutes } from './rest/v1/history.ts';
import { jobLogRoutes } from './rest/v1/job-log.ts';
import { jobRoutes } from './rest/v1/jobs.ts';
import { joinRequestRoutes } from './rest/v1/join-requests.ts';
import { knownFailureRoutes } from './rest/v1/known-failures.ts';
import { leaseRoutes } from './rest/v1/leases.ts';
import { oidcRoutes } from './rest/v1/oidc.ts';
import { permissionRoutes } from './rest/v1/permissions.ts';
import { queryRoutes } from './rest/v1/queries.ts';
import { retentionRoutes } from './rest/v1/retention.ts';
import { secondFactorRoutes } from './rest/v1/second-factor.ts';
import { sessionRoutes } from './rest/v1/session.ts';
import { subscriptionRoutes } from './rest/v1/subscriptions.ts';
import { systemRoutes } from './rest/v1/system.ts';
import { aliasRoutes, tagRoutes } from './rest/v1/tags.ts';
import { tokenRoutes } from './rest/v1/tokens.ts';
import { trendRoutes } from './rest/v1/trend.ts';
import { userRoutes } from './rest/v1/users.ts';
import { workerRoutes } from './rest/v1/workers.ts';
import { clientRest } from './v02/route.ts';
import { eventSocket } from './ws/route.ts';
import { xmlRpc } from './xmlrpc/route.ts';

const RESOURCES: readonly Routes[] = [
  commentRoutes,
  aliasRoutes,
  artifactTokenRoutes,
  attachmentRoutes,
  compareRoutes,
  deliveryRoutes,
  consoleRoutes,
  historyRoutes,
  deviceRoutes,
  deviceTypeRoutes,
  eventRoutes,
  exportRoutes,
  groupRoutes,
  jobLogRoutes,
  jobRoutes,
  joinRequestRoutes,
  knownFailureRoutes,
  fairShareRoutes,
  leaseRoutes,
  oidcRoutes,
  permissionRoutes,
  queryRoutes,
  retentionRoutes,
  secondFactorRoutes,
  sessionRoutes,
  subscriptionRoutes,
  systemRoutes,
  tagRoutes,
  tokenRoutes,
  trendRoutes,
  userRoutes,
  workerRoutes,
];

const POLICY = contentPolicy();

/** All of HTTP: REST below /api/v1, its documentation, health and metrics, and the web pages. */
export async function createApi(context: ApiContext): Promise<Api> {
  const app = fastify({
    loggerInstance: context.log.child({}, { level: context.log.level === 'debug' ? 'debug' : 'warn' }),
    trustProxy: context.settings.trustProxy,
    bodyLimit: BODY_LIMIT,
    http: { shouldUpgradeCallback: asksForWebSocket },
    routerOptions: { maxParamLength: 500 },
    // Pages that follow a log keep their connection; a stop must not wait for them.
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>() as unknown as Api;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendError);
  app.decorateRequest('actor', null);
  app.decorate('streams', new StreamLimit());
  acceptUpgrades(app);
  // Behind a proxy all come from one address, and the proxy has limits of its own.
  if (!context.settings.trustProxy) limitConnections(app.server, context.settings.connectionsPerAddress);
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'LAVA',
        version: VERSION,
        description: 'Errors are ApiError bodies; see docs/reference/errors.md.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
  app.addHook('preValidation', async (request) => refuseUnstorable(request));
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    if (!request.url.startsWith(API_PREFIX)) return;
    await authenticate(context, request);
    refuseStrangers(context, request);
    refuseNarrow(request);
  });
  await app.register(
    async (scope) => {
      for (const routes of RESOURCES) routes(scope as unknown as Api, context);
      scope.setNotFoundHandler((request, reply) => sendError(noSuchRoute(request), request, reply));
    },
    { prefix: API_PREFIX },
  );
  await app.register(async (scope) => xmlRpc(scope as unknown as Api, context));
  await app.register(async (scope) => clientRest(scope as unknown as Api, context));
  await app.register(async (scope) => workerDoor(scope as unknown as FastifyInstance, context));
  eventSocket(app, context);
  downloads(app, context);
  schemaRoutes(app, context);
  healthRoutes(app, context);
  await webPages(app, context);
  return app;
}
