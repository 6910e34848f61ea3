// SPDX-License-Identifier: Apache-2.0

/** Hides something in a text that comes in pieces. */
export interface PieceMask {
  /** How much of a line must be remembered for its next piece. */
  readonly reach: number;
  applyToPiece(before: string, piece: string, open: boolean): string;
  /** Where at the end of the text something hidden may have begun; its length when nowhere. */
  beginning(text: string): number;
}

/**
 * What a console says, byte by byte as it is but for what is hidden, without waiting for the ends of lines. What may be the
 * beginning of something hidden is held back until it is known what it is.
 */
export class StreamMask {
  readonly #masks: readonly PieceMask[];
  /** The end of the current line as it was said, of what was handed on, and of what was not. */
  #before = '';
  #held = '';

  constructor(masks: readonly PieceMask[]) {
    this.#masks = masks;
  }

  push(bytes: Buffer): Buffer {
    const before = this.#before;
    const all = before + this.#held + bytes.toString('latin1');
    const begun = Math.min(all.length, ...this.#masks.map((mask) => mask.beginning(all)));
    const end = Math.max(before.length, begun);
    this.#held = all.slice(end);
    const open = all.slice(0, end);
    const piece = open.slice(before.length);
    const line = open.slice(open.lastIndexOf('\n') + 1);
    const reach = Math.max(0, ...this.#masks.map((mask) => mask.reach));
    this.#before = reach === 0 ? '' : line.slice(-reach);
    let shown = piece;
    for (const mask of this.#masks) shown = mask.applyToPiece(before, shown, false);
    return shown === piece && piece.length === bytes.length ? bytes : Buffer.from(shown, 'latin1');
  }
}
