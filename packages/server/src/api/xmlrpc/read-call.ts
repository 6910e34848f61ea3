// SPDX-License-Identifier: Apache-2.0
import { parseXml } from '@lava/kit/xml-rpc/parse-xml.ts';
import { child, only, readValue } from '@lava/kit/xml-rpc/read-value.ts';
import { NotXmlRpc } from '@lava/kit/xml-rpc/value.ts';
import { Fault, NOT_A_CALL, NOT_XML, type Value } from './value.ts';

export interface Call {
  method: string;
  params: Value[];
}

/** @throws Fault when it is not a call */
export async function readCall(bytes: Uint8Array): Promise<Call> {
  try {
    const root = await parseXml(bytes);
    if (root.name !== 'methodCall')
      throw new NotXmlRpc('document', `must be a methodCall, found ${root.name}`);
    const method = child(root, 'methodName')?.text.trim() ?? '';
    const params = child(root, 'params')?.children ?? [];
    return { method, params: params.map((param) => readValue(only(param, 'value'))) };
  } catch (thrown) {
    if (!(thrown instanceof NotXmlRpc)) throw thrown;
    if (thrown.what === 'document') throw new Fault(NOT_XML, `the request ${thrown.message}`);
    throw new Fault(NOT_A_CALL, `the request is not an XML-RPC call: ${thrown.message}`);
  }
}
