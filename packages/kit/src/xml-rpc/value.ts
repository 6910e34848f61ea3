// SPDX-License-Identifier: Apache-2.0

/** What XML-RPC can say: int and double are numbers, dateTime.iso8601 is a Date (UTC), base64 bytes. */
export type Value = null | boolean | number | string | Date | Uint8Array | Value[] | { [key: string]: Value };

/** Something that was sent is not XML-RPC. The message follows the name of what it is about: `must be UTF-8`. */
export class NotXmlRpc extends Error {
  override readonly name = 'NotXmlRpc';
  /** Whether it is not even a document, or one that says something else. */
  readonly what: 'document' | 'content';
  constructor(what: NotXmlRpc['what'], message: string) {
    super(message);
    this.what = what;
  }
}
