// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Forward, forwardIn } from './forward.ts';
import type { Host } from './host.ts';
import type { Network } from './network.ts';

/** An HTTP proxy on the hosts' network, through this machine: what a lab behind a wall has for its packages. */
export interface WayOut {
  /** What an admin of such a lab does once on every machine. */
  tell(host: Host): void;
  close(): Promise<void>;
}

/** Of the bridge in every network that createNetwork makes. */
const GATEWAY = '10.88.0.1';
const PORT = 3128;

/** @param directory for a socket */
export async function openWayOut({ tap }: Network, directory: string): Promise<WayOut> {
  const proxy = createServer(pass);
  const socket = join(directory, 'proxy');
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(socket, resolve);
  });
  const end = () => {
    proxy.closeAllConnections();
    return new Promise((resolve) => proxy.close(resolve));
  };
  let link: Forward;
  try {
    link = await forwardIn(tap.netns, { host: GATEWAY, port: PORT }, socket);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    tell(host) {
      host.write('/etc/apt/apt.conf.d/80proxy', `Acquire::http::Proxy "http://${GATEWAY}:${PORT}";\n`);
    },
    async close() {
      await link.close();
      await end();
    },
  };
}

/** One request, as proxies get it, with the whole address; only plain HTTP, which is what mirrors speak. */
function pass(asked: IncomingMessage, answer: ServerResponse): void {
  const refuse = (error: Error) => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end(`${error.message}\n`);
  };
  let url: URL;
  try {
    url = new URL(asked.url ?? '');
  } catch (error) {
    refuse(error as Error);
    return;
  }
  const { 'proxy-connection': _, connection: __, ...headers } = asked.headers;
  // A connection each: one that is kept may be closed by the mirror just when the next request goes out.
  const onward = request(url, { method: asked.method, headers, agent: false });
  onward.on('error', refuse);
  onward.on('response', (response) => {
    response.on('error', refuse);
    const { connection: ___, ...kept } = response.headers;
    answer.writeHead(response.statusCode ?? 502, kept);
    response.pipe(answer);
  });
  answer.on('close', () => onward.destroy());
  asked.pipe(onward);
}
