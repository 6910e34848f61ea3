// SPDX-License-Identifier: Apache-2.0
import { ByteWindow } from '@lava/kit/byte-window.ts';
import type { Keyboard } from './keyboard.ts';

/** What somebody who begins to watch sees of what was said before, bytes. */
const TAIL = 32 * 1024;

const NEWLINE = 10;

/** One console as people watch it: the last that it said, and where to type. It costs little while nobody looks. */
export class Mirror {
  readonly name: string;
  readonly #tail = new ByteWindow(TAIL);
  readonly #watchers = new Set<(bytes: Buffer) => void>();
  /** Of the connection that is open. */
  keyboard: Keyboard | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** The device has said something. */
  push(bytes: Buffer): void {
    // Whoever reads the console may use the buffer again.
    const own = Buffer.from(bytes);
    this.#tail.push(own);
    for (const watch of this.#watchers) watch(own);
  }

  /** The last that was said, from the beginning of a line: what is hidden in it must be there as a whole. */
  tail(): Buffer {
    const bytes = this.#tail.read(this.#tail.start);
    return this.#tail.start === 0 ? bytes : bytes.subarray(bytes.indexOf(NEWLINE) + 1);
  }

  /** Calls back with each piece from now on, until the function that it returns is called. */
  watch(take: (bytes: Buffer) => void): () => void {
    this.#watchers.add(take);
    return () => this.#watchers.delete(take);
  }
}
