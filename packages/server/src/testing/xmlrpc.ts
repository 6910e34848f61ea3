// SPDX-License-Identifier: Apache-2.0
import { parseXml } from '@lava/kit/xml-rpc/parse-xml.ts';
import { readValue } from '@lava/kit/xml-rpc/read-value.ts';
import type { Value } from '../api/xmlrpc/value.ts';
import { valueText } from '../api/xmlrpc/write-response.ts';
import type { TestApi } from './api.ts';

/** Basic authentication as clients of LAVA do it. */
export function basic(username: string, token: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}` };
}

export function callText(method: string, params: Value[]): string {
  const texts = params.map((value) => `<param>${valueText(value)}</param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${texts}</params></methodCall>`;
}

export async function post(
  app: TestApi['app'],
  payload: string | Buffer,
  headers: Record<string, string> = {},
) {
  return app.inject({
    method: 'POST',
    url: '/RPC2',
    headers: { 'content-type': 'text/xml', ...headers },
    payload,
  });
}

/** What a response says: the value, or `{ faultCode, faultString }`. */
export async function answerOf(xml: string): Promise<Value> {
  const [content] = (await parseXml(Buffer.from(xml))).children;
  const value = content?.name === 'fault' ? content.children[0] : content?.children[0]?.children[0];
  if (!value) throw new Error(`not a response: ${xml.slice(0, 200)}`);
  return readValue(value);
}
