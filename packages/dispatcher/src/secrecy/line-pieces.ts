// SPDX-License-Identifier: Apache-2.0
import type { FactMask } from './fact-mask.ts';

/** What of a line it is: `open` when more may follow, `continued` when there was some before. */
export interface Piece {
  open: boolean;
  continued: boolean;
}

export const WHOLE_LINE: Piece = { open: false, continued: false };

/** The lines of one console, masked, though a line may come in pieces that cut a fact in two. */
export class LinePieces {
  readonly #mask: FactMask;
  /** The end of what came of the current line. */
  #before = '';

  constructor(mask: FactMask) {
    this.#mask = mask;
  }

  apply(piece: string, { open, continued }: Piece): string {
    const before = continued ? this.#before : '';
    this.#before = open ? (before + piece).slice(-this.#mask.reach) : '';
    return before === '' && !open ? this.#mask.apply(piece) : this.#mask.applyToPiece(before, piece, open);
  }
}
