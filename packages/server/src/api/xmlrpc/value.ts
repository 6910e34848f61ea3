// SPDX-License-Identifier: Apache-2.0

export type { Value } from '@lava/kit/xml-rpc/value.ts';

/** What went wrong, as clients know it: a number that they test, and a text for people. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Codes of the XML-RPC fault code interoperability convention. */
/** LAVA's; the convention has -32700. */
export const NOT_XML = -32603;
export const NOT_A_CALL = -32600;
export const NO_SUCH_METHOD = -32601;
export const WRONG_ARGUMENTS = -32602;
export const INTERNAL = -32603;
