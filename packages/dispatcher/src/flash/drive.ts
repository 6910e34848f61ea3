// SPDX-License-Identifier: Apache-2.0
import { Slot } from '../engine/slot.ts';
import { type Run, type StepSpec, step } from '../engine/step.ts';
import type { Storage } from './mass-storage.ts';

/** How a disk of the worker is known to be the board's: the name of its hardware, or the label of its file system. */
export type DriveName = { hardware: string } | { label: string };

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/** The mass storage of a board through the steps of a deployment: each of them finds what the one before has left. */
export class Drive {
  readonly #name: DriveName;
  readonly #storage = new Slot<Storage>('mounted mass storage');
  readonly #medium = new Slot<string | undefined>('state of the mass storage');

  constructor(name: DriveName) {
    this.#name = name;
  }

  /** Waits until the worker sees it. */
  appears(name: string): StepSpec {
    return step(name, async (run) => void (await this.#node(run)), ON_HOST);
  }

  /** Waits until it has gone and come back: the board has taken what was copied. */
  returns(name: string): StepSpec {
    return step(
      name,
      async (run) => {
        const { waitForReturn } = await import('./mass-storage.ts');
        await waitForReturn(run, () => nodeOf(this.#name), this.#medium.peek());
      },
      ON_HOST,
    );
  }

  mount(name: string): StepSpec {
    return step(
      name,
      async (run) => {
        const { mediumOf, mountStorage } = await import('./mass-storage.ts');
        const node = await this.#node(run);
        this.#medium.set(mediumOf(node));
        this.#storage.set(await mountStorage(run, node));
      },
      ON_HOST,
    );
  }

  unmount(name: string): StepSpec {
    return step(
      name,
      async (run) => {
        await this.#storage.get().unmount(run.progress);
        this.#storage.clear();
      },
      ON_HOST,
    );
  }

  /** Works on its files. */
  use(name: string, work: (run: Run, storage: Storage) => Promise<void>): StepSpec {
    return step(name, async (run) => work(run, this.#storage.get()), ON_HOST);
  }

  /** Its device node, as soon as there is one. */
  async #node(run: Run): Promise<string> {
    for (;;) {
      const node = await nodeOf(this.#name);
      if (node !== undefined) return node;
      await run.progress.sleep(LOOK);
    }
  }
}

/** How often it is looked for, milliseconds. */
const LOOK = 200;

async function nodeOf(name: DriveName): Promise<string | undefined> {
  const { labelledDisk, namedDisk } = await import('../host/usb.ts');
  return 'label' in name ? labelledDisk(name.label) : namedDisk(name.hardware);
}
