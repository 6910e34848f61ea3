// SPDX-License-Identifier: Apache-2.0
import type { ConsoleState } from '@lava/protocol/wire/console.ts';
import { Screen } from './screen.ts';

/** Consoles of one job; no board has more. */
const MOST = 50;

/** A job whose consoles somebody watches in this process. */
export class WatchedJob {
  /** Number of the run, by which its worker calls it. */
  readonly id: number;
  readonly worker: string;
  #consoles: readonly ConsoleState[] = [];
  readonly #screens = new Map<string, Screen>();
  readonly #followers = new Set<() => void>();

  constructor(id: number, worker: string) {
    this.id = id;
    this.worker = worker;
  }

  get consoles(): readonly ConsoleState[] {
    return this.#consoles;
  }

  /** Nobody watches any more. */
  get idle(): boolean {
    return this.#followers.size === 0;
  }

  list(consoles: readonly ConsoleState[]): void {
    if (JSON.stringify(consoles) === JSON.stringify(this.#consoles)) return;
    this.#consoles = consoles;
    this.changed();
  }

  /** Undefined when there are too many. */
  screen(console: string): Screen | undefined {
    const known = this.#screens.get(console);
    if (known || this.#screens.size >= MOST) return known;
    const screen = new Screen();
    this.#screens.set(console, screen);
    return screen;
  }

  /** Calls back when the list of consoles changed, or who has a keyboard. */
  follow(changed: () => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }

  changed(): void {
    for (const changed of this.#followers) changed();
  }
}
