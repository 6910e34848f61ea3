// SPDX-License-Identifier: Apache-2.0
import { safeText } from '../output/terminal.ts';

/** Where lines go; on a terminal a status line stays below them. */
export interface Screen {
  line(text: string): void;
  /** Replaces the status line; nothing where there is no terminal. */
  status(text: string | undefined): void;
  close(): void;
}

export function createScreen(stream: NodeJS.WriteStream): Screen {
  let shown: string | undefined;
  const clear = () => {
    if (shown !== undefined) stream.write('\r\x1b[2K');
    shown = undefined;
  };
  return {
    line(text) {
      const status = shown;
      clear();
      stream.write(`${text}\n`);
      if (status !== undefined) draw(status);
    },
    status(text) {
      if (!stream.isTTY || text === shown) return;
      clear();
      if (text !== undefined) draw(text);
    },
    close: clear,
  };
  function draw(text: string) {
    shown = text;
    stream.write(`\x1b[2m${safeText(text, false).slice(0, (stream.columns || 80) - 1)}\x1b[0m`);
  }
}
