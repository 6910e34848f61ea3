// SPDX-License-Identifier: Apache-2.0
import { type Answer, ASK_FILE, type Ask } from '@lava/protocol/wire/group-call.ts';
import { HOLD_FILE, type Holding, type Wish } from '@lava/protocol/wire/hold-wish.ts';
import { GroupRelay } from './group-relay.ts';
import { HoldRelay } from './hold-relay.ts';
import type { JobDir } from './job-dir.ts';

/** What a job and the server say to each other through files of the job's directory. */
export class JobRelays {
  readonly #group: GroupRelay;
  readonly #hold: HoldRelay;

  constructor(dir: JobDir, say: (message: Ask | Holding) => void) {
    this.#group = new GroupRelay(dir, say);
    this.#hold = new HoldRelay(dir, say);
  }

  /** A file of the directory has changed. */
  changed(name: string | null): void {
    if (name === ASK_FILE) this.#group.look();
    if (name === HOLD_FILE) this.#hold.look();
  }

  /** Any may have changed. */
  look(): void {
    this.#group.look();
    this.#hold.look();
  }

  repeat(): void {
    this.#group.repeat();
    this.#hold.repeat();
  }

  heard(message: Answer | Wish): void {
    if (message.type === 'answer') this.#group.answered(message);
    else this.#hold.wished(message);
  }
}
