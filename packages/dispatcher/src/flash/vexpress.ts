// SPDX-License-Identifier: Apache-2.0
import type { Artefact } from '../artefact/artefact-schema.ts';
import type { ArtefactFile } from '../artefact/file.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { type StepSpec, step } from '../engine/step.ts';
import { Drive } from './drive.ts';

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

/** Work on the USB mass storage of a Versatile Express or MPS board, under LAVA's names. */
export class VexpressDrive {
  readonly #drive: Drive;
  readonly #directory = new Slot<string>('unpacked recovery image');

  constructor({ board }: PlanContext) {
    this.#drive = new Drive({ label: board.usb.label ?? '' });
  }

  mount(): StepSpec {
    return this.#drive.mount('mount-vexpress-usbmsd');
  }

  unmount(): StepSpec {
    return this.#drive.unmount('unmount-vexpress-usbmsd');
  }

  /** Unpacks the archive on the worker. */
  extract(file: Slot<ArtefactFile> | undefined): StepSpec {
    return step(
      'extract-vexpress-recovery-image',
      async (run) => {
        if (file) this.#directory.set(await (await import('./unpack.ts')).unpack(run, file.get().path));
      },
      ON_HOST,
    );
  }

  /** Removes all files of the storage, and copies what was unpacked. */
  deploy(): StepSpec {
    return this.#drive.use('deploy-vexpress-recovery-image', async (run, storage) => {
      const { copyOnto, wipe } = await import('./mass-storage.ts');
      const directory = this.#directory.get();
      await wipe(run, storage);
      for (const name of await (await import('./unpack.ts')).filesIn(directory))
        await copyOnto(run, storage, `${directory}/${name}`, name);
    });
  }

  /** Copies one file. @param name on the storage */
  copy(step: string, file: () => Promise<{ path: string; name: string }>): StepSpec {
    return this.#drive.use(step, async (run, storage) => {
      const { path, name } = await file();
      await (await import('./mass-storage.ts')).copyOnto(run, storage, path, name);
    });
  }

  /** Writes a file of one line. */
  note(step: string, name: string, text: string): StepSpec {
    return this.#drive.use(step, async (run, storage) =>
      (await import('./mass-storage.ts')).writeOnto(run, storage, name, text),
    );
  }
}

/** An archive is kept as it is when it is fetched: it is unpacked as a whole. */
export function asArchive<A extends Artefact>(artefact: A): A {
  return artefact.compression === 'zip' ? { ...artefact, compression: undefined } : artefact;
}
