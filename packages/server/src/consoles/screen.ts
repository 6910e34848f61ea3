// SPDX-License-Identifier: Apache-2.0
import { ByteWindow } from '@lava/kit/byte-window.ts';

/** What is kept for those who begin to watch, and for those who are slow, bytes. */
const KEPT = 128 * 1024;

/** What a watcher gets next. */
export interface Piece {
  /** Everything before is to be forgotten. */
  fresh: boolean;
  /** Bytes that he missed before these. */
  skipped: number;
  bytes: Buffer;
}

/** The last that one console said, as it came from the worker. Never waits for those who watch. */
export class Screen {
  #window = new ByteWindow(KEPT);
  /** Where something was left out on the way here, and how much. */
  #holes: { at: number; bytes: number }[] = [];
  #epoch = 0;
  readonly #viewers = new Set<Viewer>();

  take(bytes: Buffer, { fresh = false, skipped = 0 }: { fresh?: boolean; skipped?: number }): void {
    if (fresh) {
      this.#window = new ByteWindow(KEPT);
      this.#holes = [];
      this.#epoch += 1;
    }
    if (skipped > 0) this.#holes.push({ at: this.#window.end, bytes: skipped });
    this.#window.push(bytes);
    this.#holes = this.#holes.filter(({ at }) => at >= this.#window.start);
    for (const viewer of this.#viewers) viewer.wake();
  }

  /** @param wake called when there may be something to read */
  view(wake: () => void): Viewer {
    const viewer = new Viewer(
      wake,
      () => this.#viewers.delete(viewer),
      (from, most) => this.#read(from, most),
    );
    this.#viewers.add(viewer);
    return viewer;
  }

  #read({ epoch, at }: Place, most: number): { piece: Piece; place: Place } | undefined {
    const fresh = epoch !== this.#epoch;
    const { start, end } = this.#window;
    const from = fresh ? start : Math.max(at, start);
    let skipped = fresh ? 0 : from - at;
    for (const hole of this.#holes) if (!fresh && hole.at === from) skipped += hole.bytes;
    const next = this.#holes.find((hole) => hole.at > from)?.at ?? end;
    const bytes = this.#window.read(from, Math.min(most, next - from));
    if (!fresh && bytes.length === 0) return undefined;
    return { piece: { fresh, skipped, bytes }, place: { epoch: this.#epoch, at: from + bytes.length } };
  }
}

interface Place {
  epoch: number;
  at: number;
}

type Read = (from: Place, most: number) => { piece: Piece; place: Place } | undefined;

/** One who watches, and how far he is. */
export class Viewer {
  readonly wake: () => void;
  readonly close: () => void;
  readonly #read: Read;
  #place: Place = { epoch: -1, at: 0 };

  constructor(wake: () => void, close: () => void, read: Read) {
    this.wake = wake;
    this.close = close;
    this.#read = read;
  }

  /** Undefined when there is nothing new. */
  next(most: number): Piece | undefined {
    const found = this.#read(this.#place, most);
    if (found) this.#place = found.place;
    return found?.piece;
  }
}
