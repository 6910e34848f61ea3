// SPDX-License-Identifier: Apache-2.0

/** What a person asks of the program itself, instead of typing it. */
export type Wish = 'quit' | 'break' | 'take' | 'release' | 'help';

const WISHES: Readonly<Record<string, Wish>> = {
  '.': 'quit',
  b: 'break',
  w: 'take',
  r: 'release',
  '?': 'help',
};

export const ESCAPE_HELP = [
  '~.  leave',
  '~b  send a break',
  '~w  take the keyboard, also from somebody else',
  '~r  release the keyboard',
  '~~  type ~',
  '~?  this help',
  '(each after Enter)',
].join('\n');

const TILDE = 0x7e;

/** Finds `~.` and the like at the beginning of a line, as in ssh. */
export class EscapeKeys {
  #state: 'start' | 'tilde' | 'line' = 'start';

  /** In order: what is typed, and what is wished. */
  *take(bytes: Buffer): Generator<Buffer | Wish> {
    let from = 0;
    for (const [at, byte] of bytes.entries()) {
      if (this.#state === 'start' && byte === TILDE) {
        if (at > from) yield bytes.subarray(from, at);
        from = at + 1;
        this.#state = 'tilde';
        continue;
      }
      if (this.#state === 'tilde') {
        const wish = WISHES[String.fromCharCode(byte)];
        from = wish ? at + 1 : at;
        if (wish) yield wish;
        // Another key is typed together with the tilde; a second tilde is the one that is meant.
        else if (byte !== TILDE) yield Buffer.from('~');
        this.#state = wish ? 'start' : lineAfter(byte);
        continue;
      }
      this.#state = lineAfter(byte);
    }
    if (from < bytes.length) yield bytes.subarray(from);
  }
}

function lineAfter(byte: number): 'start' | 'line' {
  return byte === 13 || byte === 10 ? 'start' : 'line';
}
