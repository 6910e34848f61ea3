// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from '../job/path.ts';
import { ByteReader } from './byte-reader.ts';

const BLOCK = 512;
/** Bytes of a long name, and of the extended header of an entry, that are read into memory at most. */
const LONGEST_NAME = 64 * 1024;
const LONGEST_HEADER = 1024 * 1024;

export type TarKind =
  | 'file'
  | 'hard link'
  | 'link'
  | 'directory'
  | 'device'
  | 'fifo'
  | 'sparse file'
  | 'other';

const KINDS: Record<string, TarKind> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hard link',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'directory',
  '6': 'fifo',
  S: 'sparse file',
};

export interface TarEntry {
  kind: TarKind;
  /** As it is in the archive. */
  name: string;
  linkName: string;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of content in the archive. */
  size: number;
  /** The content; what is not read is skipped. */
  data(): AsyncGenerator<Buffer>;
}

/** Reads a tar archive (ustar, GNU, pax) entry by entry, in little memory whatever it holds. */
export class TarReader {
  readonly #bytes: ByteReader;
  readonly #what: string;

  /** @param what whose archive it is, for messages */
  constructor(source: AsyncIterable<Buffer>, what: string) {
    this.#bytes = new ByteReader(source);
    this.#what = what;
  }

  /** Where the last entry that was read ends; the archive may be continued there. */
  end = 0;

  /** @throws LavaError `artefact-invalid` when it is not a tar archive, or a damaged one */
  async *entries(): AsyncGenerator<TarEntry> {
    let extended: Extended = {};
    for (;;) {
      const header = await this.#bytes.take(BLOCK);
      if (header.length === 0 || (header[0] === 0 && header.every((byte) => byte === 0))) return;
      if (header.length < BLOCK) throw this.#damaged('it ends within an entry');
      const entry = this.#parse(header, extended);
      const type = String.fromCharCode(header[156] ?? 0);
      if ('LKxg'.includes(type)) {
        const text = await this.#small(entry, 'LK'.includes(type) ? LONGEST_NAME : LONGEST_HEADER);
        if (type === 'L') extended = { ...extended, name: untilNul(text) };
        if (type === 'K') extended = { ...extended, linkName: untilNul(text) };
        if (type === 'x') extended = { ...extended, ...paxOf(text) };
        continue;
      }
      extended = {};
      if (type === 'S') await this.#skipSparseMap(header);
      let left = entry.size;
      const bytes = this.#bytes;
      const damaged = () => this.#damaged(`${quoted(entry.name)} is not whole`);
      async function* data(): AsyncGenerator<Buffer> {
        while (left > 0) {
          const chunk = await bytes.some(left);
          if (chunk.length === 0) throw damaged();
          left -= chunk.length;
          yield chunk;
        }
      }
      yield { ...entry, data };
      if (left > 0) for await (const _ of data());
      const padding = (BLOCK - (entry.size % BLOCK)) % BLOCK;
      await this.#bytes.take(padding);
      this.end = this.#bytes.position;
    }
  }

  #parse(header: Buffer, extended: Extended): Omit<TarEntry, 'data'> {
    if (sumOf(header) !== number(header, 148, 8)) throw this.#damaged('the sum of an entry is wrong');
    const text = (at: number, length: number) => untilNul(header.subarray(at, at + length));
    const ustar = header.toString('latin1', 257, 263) === 'ustar\0';
    const prefix = ustar ? text(345, 155) : '';
    const name = extended.name ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    const size = extended.size ?? number(header, 124, 12);
    const kind = extended.sparse ? 'sparse file' : (KINDS[String.fromCharCode(header[156] ?? 0)] ?? 'other');
    if (!Number.isSafeInteger(size) || size < 0) throw this.#damaged(`the size of ${quoted(name)} is wrong`);
    return {
      // Before there was a type for directories.
      kind: kind === 'file' && name.endsWith('/') ? 'directory' : kind,
      name,
      linkName: extended.linkName ?? text(157, 100),
      mode: number(header, 100, 8) & 0o7777,
      uid: owner(extended.uid ?? number(header, 108, 8)),
      gid: owner(extended.gid ?? number(header, 116, 8)),
      // Only these two are followed by content.
      size: kind === 'file' || kind === 'sparse file' || kind === 'other' ? size : 0,
    };
  }

  async #small({ name, size }: Omit<TarEntry, 'data'>, most: number): Promise<Buffer> {
    if (size > most) throw this.#damaged(`the header of ${quoted(name)} is longer than ${most} bytes`);
    const bytes = await this.#bytes.take(Math.ceil(size / BLOCK) * BLOCK);
    if (bytes.length < size) throw this.#damaged('it ends within an entry');
    return bytes.subarray(0, size);
  }

  /** Long lists of the parts of a sparse file continue in blocks of their own. */
  async #skipSparseMap(header: Buffer): Promise<void> {
    for (let more = header[482]; more; ) more = (await this.#bytes.take(BLOCK))[504];
  }

  #damaged(why: string): LavaError {
    return new LavaError('artefact-invalid', `${this.#what} is not a valid tar archive: ${why}`);
  }
}

interface Extended {
  name?: string;
  linkName?: string;
  size?: number;
  uid?: number;
  gid?: number;
  sparse?: boolean;
}

/** `LENGTH KEY=VALUE\n`, one after another. */
function paxOf(text: Buffer): Extended {
  const found: Extended = {};
  for (let at = 0; at < text.length; ) {
    const length = Number.parseInt(text.toString('latin1', at, at + 12), 10);
    if (!(length > 0)) break;
    const [, key = '', value = ''] =
      /^\d+ ([^=]*)=([\s\S]*)\n$/.exec(text.toString('utf8', at, at + length)) ?? [];
    if (key === 'path') found.name = value;
    if (key === 'linkpath') found.linkName = value;
    if (key === 'size') found.size = Number(value);
    if (key === 'uid') found.uid = Number(value);
    if (key === 'gid') found.gid = Number(value);
    if (key.startsWith('GNU.sparse.')) found.sparse = true;
    at += length;
  }
  return found;
}

/** Of all bytes, its own place counted as blanks. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (header[i] ?? 0);
  return sum;
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** Octal digits, or a binary number whose first bit is set. */
function number(header: Buffer, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) === 0)
    return Number.parseInt(header.toString('latin1', at, at + length).replace(/[^0-7]/g, '') || '0', 8);
  let value = (header[at] ?? 0) & 0x3f;
  for (let i = 1; i < length; i++) value = value * 256 + (header[at + i] ?? 0);
  return value;
}

function owner(id: number): number {
  return Number.isInteger(id) && id >= 0 && id < 2 ** 32 - 1 ? id : 0;
}
