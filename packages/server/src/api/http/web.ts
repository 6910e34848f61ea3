// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { contentPolicy } from './content-policy.ts';
import type { Api, ApiContext } from './context.ts';
import { noSuchRoute, sendError } from './errors.ts';

const NOT_BUILT = `<!doctype html><title>LAVA</title><p>The web pages are not built: run <code>./lava dev</code> or
<code>./lava package</code>. The API is at <a href="/api/docs">/api/docs</a>.`;

/** Differs between builds of the web pages, so that an open page notices a newer one; null when there are none. */
export function webBuild(webDir: string): string | null {
  const index = join(webDir, 'index.html');
  if (!existsSync(index)) return null;
  return createHash('sha256').update(readFileSync(index)).digest('hex').slice(0, 16);
}

/** The built web pages; every path that is neither a file nor below /api is a page of the one application. */
export async function webPages(app: Api, { settings }: ApiContext): Promise<void> {
  const index = join(settings.webDir, 'index.html');
  const built = existsSync(index);
  if (built) {
    await app.register(fastifyStatic, {
      root: settings.webDir,
      index: false,
      wildcard: true,
      // The build leaves `.br` and `.gz` next to each text file.
      preCompressed: true,
      // Names of built files hold a hash of what is in them.
      setHeaders: (reply, path) =>
        reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
    app.get('/', { schema: { hide: true } }, (_, reply) => sendPage(reply));
  }
  const policy = built ? contentPolicy(readFileSync(index, 'utf8')) : '';
  function sendPage(reply: FastifyReply) {
    return reply
      .headers({ 'cache-control': 'no-cache', 'content-security-policy': policy })
      .sendFile('index.html');
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !/\.\w+$/.test(request.url);
    if (!isPage) return sendError(noSuchRoute(request), request, reply);
    if (built) return sendPage(reply);
    return reply.type('text/html; charset=utf-8').send(NOT_BUILT);
  });
}
