// SPDX-License-Identifier: Apache-2.0

/** Packets of TFTP: RFC 1350, with the options of RFC 2347, 2348, 2349 and 7440. */
export const READ = 1;
const DATA = 3;
export const ACK = 4;
export const ERROR = 5;
const OPTIONS = 6;

/** Error codes of the protocol. */
export const NOT_FOUND = 1;
export const DENIED = 2;
export const ILLEGAL = 4;
export const UNKNOWN_TRANSFER = 5;

/** Bytes of a block where the client asks for no other size. */
const BLOCK = 512;
/** More blocks of a window are not sent, whatever is asked for: they are in memory. */
const WINDOW = 32;
const TIMEOUT = 1;
/** Longest that is agreed to: a client that is gone must not keep its place for long. */
const LONGEST_TIMEOUT = 10;

export interface Request {
  name: string;
  mode: string;
  /** As the client has written them, names in lower case. */
  options: ReadonlyMap<string, string>;
}

/** What client and server have agreed on. */
export interface Agreed {
  /** Bytes of a block. */
  block: number;
  /** Blocks that are sent before an answer. */
  window: number;
  /** Seconds until something is sent again. */
  timeout: number;
  /** What is to be confirmed; empty without options that are known. */
  options: Map<string, string>;
}

export function opcodeOf(packet: Buffer): number {
  return packet.length < 4 ? 0 : packet.readUInt16BE(0);
}

/** Undefined for a request that is cut off. */
export function readRequest(packet: Buffer): Request | undefined {
  if (packet.at(-1) !== 0) return undefined;
  const [name, mode, ...words] = packet.subarray(2, -1).toString('latin1').split('\0');
  if (name === undefined || mode === undefined) return undefined;
  const options = new Map<string, string>();
  for (let i = 0; i + 1 < words.length; i += 2)
    options.set((words[i] ?? '').toLowerCase(), words[i + 1] ?? '');
  return { name: Buffer.from(name, 'latin1').toString(), mode: mode.toLowerCase(), options };
}

/** Takes the options that are known and in range; the others are as if they were not there. @param size of the file */
export function agree(asked: ReadonlyMap<string, string>, size: number): Agreed {
  const options = new Map<string, string>();
  const number = (name: string, least: number, most: number, otherwise: number, cap = most): number => {
    const value = Number(asked.get(name) ?? Number.NaN);
    if (!Number.isInteger(value) || value < least || value > most) return otherwise;
    const taken = Math.min(value, cap);
    options.set(name, String(taken));
    return taken;
  };
  const agreed = {
    block: number('blksize', 8, 65_464, BLOCK),
    window: number('windowsize', 1, 65_535, 1, WINDOW),
    timeout: number('timeout', 1, LONGEST_TIMEOUT, TIMEOUT),
  };
  if (asked.has('tsize')) options.set('tsize', String(size));
  return { ...agreed, options };
}

export function confirmation(options: ReadonlyMap<string, string>): Buffer {
  const words = [...options].flat().map((word) => `${word}\0`);
  return Buffer.concat([opcode(OPTIONS), Buffer.from(words.join(''), 'latin1')]);
}

export function dataPacket(block: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(DATA, 0);
  head.writeUInt16BE(block & 0xffff, 2);
  return Buffer.concat([head, bytes]);
}

export function errorPacket(code: number, text: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(ERROR, 0);
  head.writeUInt16BE(code, 2);
  return Buffer.concat([head, Buffer.from(`${text}\0`)]);
}

function opcode(code: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code, 0);
  return bytes;
}
