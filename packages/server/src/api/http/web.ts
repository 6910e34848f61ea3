// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Api, ApiContext } from './context.ts';
import { noSuchRoute, sendError } from './errors.ts';

const NOT_BUILT = `<!doctype html><title>LAVA</title><p>The web pages are not built: run <code>npm run build -w
@lava/web</code>. The API is at <a href="/api/docs">/api/docs</a>.`;

/** The built web pages; every path that is no file and not below /api is a page of the one application. */
export async function webPages(app: Api, { settings }: ApiContext): Promise<void> {
  const index = join(settings.webDir, 'index.html');
  const built = existsSync(index);
  if (built) {
    await app.register(fastifyStatic, {
      root: settings.webDir,
      index: false,
      wildcard: true,
      // The build leaves `.br` and `.gz` beside each text file.
      preCompressed: true,
      // Names of built files hold a hash of what is in them.
      setHeaders: (reply, path) =>
        reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
    app.get('/', { schema: { hide: true } }, (_, reply) =>
      reply.header('cache-control', 'no-cache').sendFile('index.html'),
    );
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !/\.\w+$/.test(request.url);
    if (!isPage) return sendError(noSuchRoute(request), request, reply);
    if (built) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return reply.type('text/html').send(NOT_BUILT);
  });
}
