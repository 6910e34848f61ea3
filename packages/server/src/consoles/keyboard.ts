// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../db/database.ts';
import {
  forgetKeyboards,
  type KeyboardKey,
  keepKeyboard,
  keyboardOf,
  releaseKeyboard,
  takeKeyboard,
} from '../db/queries/consoles.ts';

/** Without a sign of life for so long, milliseconds, a connection loses the keyboard. */
export const KEYBOARD_TIME = 10_000;

/** One connection's wish to type at one console. Who may is in the database, so that all processes agree. */
export class KeyboardHold {
  readonly #db: Database;
  readonly #key: KeyboardKey;
  readonly #user: number;
  readonly #changed: () => void;
  #mine = false;

  /** @param changed called when somebody else has it than before */
  constructor(db: Database, key: KeyboardKey, user: number, changed: () => void) {
    this.#db = db;
    this.#key = key;
    this.#user = user;
    this.#changed = changed;
  }

  /** As far as is known here. */
  get mine(): boolean {
    return this.#mine;
  }

  /** @param force also from somebody else. @returns whether it is his now */
  async take(force: boolean): Promise<boolean> {
    const wish = { user: this.#user, ms: KEYBOARD_TIME, force };
    const taken = await this.#db.run((q) => takeKeyboard(q, this.#key, wish));
    if (taken) await this.#db.run(forgetKeyboards);
    if (taken && !this.#mine) {
      this.#mine = true;
      this.#changed();
    }
    return taken;
  }

  /** The connection lives. */
  async keep(): Promise<void> {
    if (this.#mine && !(await this.#db.run((q) => keepKeyboard(q, this.#key, KEYBOARD_TIME)))) this.#lost();
  }

  async release(): Promise<void> {
    if (!this.#mine) return;
    this.#mine = false;
    await this.#db.run((q) => releaseKeyboard(q, this.#key));
    this.#changed();
  }

  /** Account that has it now. */
  async writer(): Promise<string | null> {
    const found = await this.#db.run((q) => keyboardOf(q, this.#key.job, this.#key.console));
    if (found?.holder !== this.#key.holder) this.#mine = false;
    return found?.user ?? null;
  }

  #lost(): void {
    this.#mine = false;
    this.#changed();
  }
}
