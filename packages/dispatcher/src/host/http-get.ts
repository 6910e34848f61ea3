// SPDX-License-Identifier: Apache-2.0
import { Agent, get as getHttp, type IncomingMessage } from 'node:http';
import { Agent as AgentTls, get as getHttps } from 'node:https';

/** Silence on a connection after which it counts as dead, milliseconds (LAVA's value). */
const IDLE_TIME = 60_000;

const MAX_REDIRECTS = 10;

const proxied = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].some((name) => process.env[name]);
const agents = proxied
  ? { http: new Agent({ proxyEnv: process.env }), https: new AgentTls({ proxyEnv: process.env }) }
  : undefined;

/**
 * Opens a GET; redirects are followed. Node's own client: it is loaded in a tenth of the time of undici, which counts when
 * every job starts a process.
 * @throws Error of the network, or the reason of the signal
 */
export async function httpGet(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let at = url;
  for (let i = 0; i <= MAX_REDIRECTS; i++) {
    const response = await request(at, headers, signal);
    const { statusCode = 0, headers: got } = response;
    if (statusCode < 300 || statusCode > 399 || statusCode === 304 || !got.location) return response;
    response.resume();
    const next = new URL(got.location, at);
    // What was meant for one host is not for another.
    if (next.host !== new URL(at).host) headers = withoutSecrets(headers);
    at = next.href;
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  const secret = /^(authorization|cookie|.*token.*)$/i;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secret.test(name)));
}

function request(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const secure = url.startsWith('https:');
  const agent = secure ? agents?.https : agents?.http;
  return new Promise((resolve, reject) => {
    const sent = (secure ? getHttps : getHttp)(
      url,
      {
        headers: { 'user-agent': 'lava-run', 'accept-encoding': 'identity', ...headers },
        signal,
        ...(agent && { agent }),
      },
      resolve,
    );
    sent.on('error', reject);
    sent.setTimeout(IDLE_TIME, () => sent.destroy(new Error(`no data for ${IDLE_TIME / 1000} s`)));
  });
}
