// SPDX-License-Identifier: Apache-2.0
import type { ConsoleEvent } from '@lava/protocol/api/console.ts';
import type { WebSocket } from 'ws';
import type { Screen, Viewer } from '../../consoles/screen.ts';

/** Bytes that one client may have on its way; what comes while it has more waits on the screen, and is skipped there. */
const WINDOW = 128 * 1024;
const MESSAGE = 32 * 1024;

/** What a console says, to one client, as fast as that takes it. */
export class Output {
  readonly #socket: WebSocket;
  readonly #tell: (event: ConsoleEvent) => void;
  #screen: Screen | undefined;
  #viewer: Viewer | undefined;
  #onTheWay = 0;

  constructor(socket: WebSocket, tell: (event: ConsoleEvent) => void) {
    this.#socket = socket;
    this.#tell = tell;
  }

  follow(screen: Screen | undefined): void {
    if (screen === this.#screen) return;
    this.#viewer?.close();
    this.#screen = screen;
    this.#viewer = screen?.view(() => this.pump());
  }

  pump(): void {
    while (this.#onTheWay < WINDOW && this.#socket.readyState === this.#socket.OPEN) {
      const piece = this.#viewer?.next(MESSAGE);
      if (!piece) return;
      const { fresh, skipped, bytes } = piece;
      if (fresh) this.#tell({ type: 'fresh' });
      if (skipped > 0) this.#tell({ type: 'skipped', bytes: skipped });
      if (bytes.length === 0) continue;
      this.#onTheWay += bytes.length;
      this.#socket.send(bytes, () => {
        this.#onTheWay -= bytes.length;
        this.pump();
      });
    }
  }

  close(): void {
    this.#viewer?.close();
    this.#viewer = undefined;
  }
}
