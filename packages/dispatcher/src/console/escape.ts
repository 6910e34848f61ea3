// SPDX-License-Identifier: Apache-2.0

const ESC = '\x1b';

/** CSI (`ESC [ … letter`), OSC (`ESC ] … BEL`), character sets (`ESC ( B`) and two-character sequences. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)|[()*+#%][0-9A-Za-z]|[=>78cDEHMNOZ])/g;

/** A sequence that has begun at the end of the text and may still be completed. */
const UNFINISHED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: see above
  /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]{0,4096}\x1b?|[()*+#%])?$/;

/** Longest sequence that is held back while it is incomplete. */
const LONGEST = 4200;

export interface CleanText {
  /** Without any escape sequence: what patterns see. */
  plain: string;
  /** With colours (SGR) kept, everything else removed: what the log shows. */
  shown: string;
}

/**
 * Removes terminal escape sequences from a stream of text: shells ask for the cursor position and switch bracketed paste
 * at each prompt, which no prompt pattern expects. A sequence that arrives in halves is held back until it is whole.
 */
export class EscapeFilter {
  #held = '';

  push(chunk: string): CleanText {
    if (this.#held === '' && !chunk.includes(ESC)) return { plain: chunk, shown: chunk };
    let text = this.#held + chunk;
    this.#held = '';
    const start = text.lastIndexOf(ESC);
    if (start >= 0 && text.length - start < LONGEST && UNFINISHED.test(text.slice(start))) {
      this.#held = text.slice(start);
      text = text.slice(0, start);
    }
    return {
      plain: text.replace(SEQUENCE, '').replaceAll(ESC, ''),
      shown: text.replace(SEQUENCE, (found) =>
        found.startsWith('\x1b[') && found.endsWith('m') ? found : '',
      ),
    };
  }

  /** What was held back, at the end of the stream: not a sequence after all. */
  end(): CleanText {
    const plain = this.#held.replaceAll(ESC, '');
    this.#held = '';
    return { plain, shown: plain };
  }
}
