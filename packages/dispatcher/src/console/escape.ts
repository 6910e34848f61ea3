// SPDX-License-Identifier: Apache-2.0

const ESC = '\x1b';

/** Introducers outside of ASCII (C1) and what they are short for. */
const C1: Readonly<Record<string, string>> = {
  '\x90': 'P',
  '\x98': 'X',
  '\x9b': '[',
  '\x9d': ']',
  '\x9e': '^',
  '\x9f': '_',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const INTRODUCER = /[\x1b\x90\x98\x9b\x9d-\x9f]/g;

/** Longest sequence that is held back while it is incomplete, UTF-16 units: a control string, and any other. */
const LONGEST_STRING = 4096;
const LONGEST = 64;

/** How a sequence that has begun continues. */
type State = 'escape' | 'charset' | 'csi' | 'title' | 'string';

export interface CleanText {
  /** Without any escape sequence: what patterns see. */
  plain: string;
  /** With colours (SGR) kept, everything else removed: what the log shows. */
  shown: string;
}

/**
 * Removes terminal escape sequences from a stream of text: shells ask for the cursor position and switch bracketed paste
 * at each prompt, which no prompt pattern expects. The outcome does not depend on how the stream was cut: a sequence that
 * has begun is held back until it is whole. One that breaks off (its length, or a character that it cannot contain)
 * loses its introducer only.
 */
export class EscapeFilter {
  #state: State | undefined;
  /** What came since the introducer. */
  #held = '';

  push(chunk: string): CleanText {
    INTRODUCER.lastIndex = 0;
    if (!this.#state && !INTRODUCER.test(chunk)) return { plain: chunk, shown: chunk };
    const out: CleanText = { plain: '', shown: '' };
    for (let at = 0; at < chunk.length; ) {
      if (this.#state) at += this.#take(chunk[at] as string, out);
      else at = this.#ground(chunk, at, out);
    }
    return out;
  }

  /** What was held back, at the end of the stream: not a sequence after all. */
  end(): CleanText {
    const out: CleanText = { plain: '', shown: '' };
    this.#breakOff(out);
    return out;
  }

  /** Copies text up to the next introducer; returns where to continue. */
  #ground(chunk: string, from: number, out: CleanText): number {
    INTRODUCER.lastIndex = from;
    const at = INTRODUCER.exec(chunk)?.index ?? chunk.length;
    const text = chunk.slice(from, at);
    out.plain += text;
    out.shown += text;
    if (at === chunk.length) return at;
    this.#begin('escape');
    const short = C1[chunk[at] as string];
    if (short !== undefined) this.#take(short, out);
    return at + 1;
  }

  /** One more character of a sequence; returns 1 when it was taken, 0 when it is to be looked at as ordinary text. */
  #take(char: string, out: CleanText): 0 | 1 {
    if (char === ESC) {
      // Ends what was open, as terminals do: ESC \ is the end of a string, and a sequence of its own otherwise.
      if (this.#state === 'csi' || this.#state === 'charset') this.#breakOff(out);
      this.#begin('escape');
      return 1;
    }
    switch (this.#state) {
      case 'escape':
        return this.#second(char, out);
      case 'charset':
        if (/[ -/]/.test(char)) return this.#hold(char, LONGEST, out);
        return /[0-~]/.test(char) ? this.#end() : this.#breakOff(out);
      case 'csi':
        if (/[ -?]/.test(char)) return this.#hold(char, LONGEST, out);
        if (!/[@-~]/.test(char)) return this.#breakOff(out);
        if (char === 'm') out.shown += `${ESC}${this.#held}m`;
        return this.#end();
      default:
        return this.#inString(char, out);
    }
  }

  #second(char: string, out: CleanText): 0 | 1 {
    if (char === '[') this.#begin('csi', char);
    // A title is printable text; a line end means that its end was lost.
    else if (char === ']' || char === 'k') this.#begin('title', char);
    else if (/[PX^_]/.test(char)) this.#begin('string', char);
    else if (/[ -/]/.test(char)) this.#begin('charset', char);
    else if (/[0-~]/.test(char)) return this.#end();
    else return this.#breakOff(out);
    return 1;
  }

  #inString(char: string, out: CleanText): 0 | 1 {
    if (char === '\x07' || char === '\x9c' || char === '\x18' || char === '\x1a') return this.#end();
    if (this.#state === 'title' && (char === '\n' || char === '\r')) return this.#breakOff(out);
    return this.#hold(char, LONGEST_STRING, out);
  }

  #begin(state: State, held = ''): void {
    this.#state = state;
    this.#held = held;
  }

  #hold(char: string, longest: number, out: CleanText): 0 | 1 {
    if (this.#held.length >= longest) return this.#breakOff(out);
    this.#held += char;
    return 1;
  }

  #end(): 1 {
    this.#begin('escape');
    this.#state = undefined;
    return 1;
  }

  #breakOff(out: CleanText): 0 {
    out.plain += this.#held;
    out.shown += this.#held;
    this.#end();
    return 0;
  }
}
