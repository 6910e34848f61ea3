// SPDX-License-Identifier: Apache-2.0
import { Agent, get as getHttp, type IncomingMessage } from 'node:http';
import { Agent as AgentTls, get as getHttps } from 'node:https';
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from '../job/path.ts';

/** Silence on a connection after which it counts as dead, milliseconds (LAVA's value). */
const IDLE_TIME = 60_000;

const MAX_REDIRECTS = 10;

const PROXIES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];

/**
 * Node's own client: it is loaded in a tenth of the time of undici, which counts when every job starts a process.
 */
export class HttpClient {
  readonly #agents: { http: Agent; https: AgentTls } | undefined;

  /** @param env variables that say which proxies to use, and for which hosts not */
  constructor(env: Record<string, string | undefined>) {
    if (PROXIES.some((name) => env[name]))
      this.#agents = { http: new Agent({ proxyEnv: env }), https: new AgentTls({ proxyEnv: env }) };
  }

  /**
   * Opens a GET; redirects are followed.
   * @throws LavaError `download-missing` for redirects that lead nowhere; Error of the network, or the reason of the signal
   */
  async get(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
    let at = new URL(url);
    for (let i = 0; i <= MAX_REDIRECTS; i++) {
      const response = await this.#request(at, headers, signal);
      const { statusCode = 0, headers: got } = response;
      if (statusCode < 300 || statusCode > 399 || statusCode === 304 || !got.location) return response;
      response.destroy();
      const next = redirected(got.location, at);
      // What was meant for one host is not for another, nor for everybody on the way.
      const leavesTls = at.protocol === 'https:' && next.protocol !== 'https:';
      if (next.host !== at.host || leavesTls) headers = withoutSecrets(headers);
      at = next;
    }
    throw new LavaError('download-missing', `${url} redirects more than ${MAX_REDIRECTS} times`);
  }

  #request(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:';
    const agent = secure ? this.#agents?.https : this.#agents?.http;
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
}

/** Where a server sends us: another address of the web, never a file or another protocol. */
function redirected(location: string, from: URL): URL {
  let next: URL;
  try {
    next = new URL(location, from);
  } catch (error) {
    throw new LavaError(
      'download-missing',
      `${from.href} redirects to ${quoted(location)}, which is not an address`,
      { cause: error },
    );
  }
  if (next.protocol === 'http:' || next.protocol === 'https:') return next;
  throw new LavaError(
    'download-missing',
    `${from.href} redirects to ${quoted(location)}, which is not on the web`,
  );
}

function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  const secret = /authorization|cookie|token|secret|key|password|auth/i;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secret.test(name)));
}
