// SPDX-License-Identifier: Apache-2.0
import { type Answer, ASK_FILE, type Ask } from '@lava/protocol/wire/group-call.ts';
import { type FailureHold, HOLD_FILE, type Holding, type Wish } from '@lava/protocol/wire/hold-wish.ts';
import { GroupRelay } from './group-relay.ts';
import { HoldRelay } from './hold-relay.ts';
import type { JobDir } from './job-dir.ts';
import type { KillTime } from './kill-time.ts';

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

  /** @param killTime of the job: with a hold after its failure it may take as much longer */
  heard(message: Answer | Wish | FailureHold, killTime: KillTime | undefined): void {
    if (message.type === 'answer') this.#group.answered(message);
    else if (message.type === 'wish') this.#hold.wished(message);
    else if (this.#hold.asked(message)) killTime?.hold(message.hold.seconds);
  }
}
