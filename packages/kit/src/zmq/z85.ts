// SPDX-License-Identifier: Apache-2.0

/** ZeroMQ's text form of binary (RFC 32): 5 characters for 4 bytes. Keys are 40 characters for 32 bytes. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));

/** @throws RangeError when the length is not a multiple of 4 */
export function encodeZ85(bytes: Uint8Array): string {
  if (bytes.length % 4 !== 0) throw new RangeError(`${bytes.length} bytes are not a multiple of 4`);
  let text = '';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < bytes.length; offset += 4) {
    let value = view.getUint32(offset);
    let group = '';
    for (let digit = 0; digit < 5; digit++) {
      group = ALPHABET.charAt(value % 85) + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}

/** @throws RangeError when the text is not Z85 */
export function decodeZ85(text: string): Buffer {
  if (text.length % 5 !== 0) throw new RangeError(`${text.length} characters are not a multiple of 5`);
  const bytes = Buffer.alloc((text.length / 5) * 4);
  for (let group = 0; group < text.length / 5; group++) {
    let value = 0;
    for (const char of text.slice(group * 5, group * 5 + 5)) {
      const digit = VALUES.get(char);
      if (digit === undefined) throw new RangeError(`${JSON.stringify(char)} is not a character of Z85`);
      value = value * 85 + digit;
    }
    if (value > 0xffffffff)
      throw new RangeError(`${text.slice(group * 5, group * 5 + 5)} is not a group of Z85`);
    bytes.writeUInt32BE(value, group * 4);
  }
  return bytes;
}

/** True for the text form of 32 bytes, as keys have. */
export function isKey(text: string): boolean {
  if (text.length !== 40) return false;
  try {
    decodeZ85(text);
    return true;
  } catch {
    return false; // not Z85, which is the answer
  }
}
