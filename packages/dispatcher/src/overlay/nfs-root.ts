// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { absorbed, type Run, type StepSpec, step } from '../engine/step.ts';
import type { OverlayTree } from '../image/tree.ts';
import type { Deployment } from './deployment.ts';
import { OVERLAY, type Overlay } from './overlay.ts';

/** Keys of a root file system in a block. */
export interface RootKeys {
  /** Directory inside the archive that is the root file system. */
  prefix?: string | undefined;
  install_modules?: boolean | undefined;
  install_overlay?: boolean | undefined;
}

/**
 * A root file system that a deploy block gives to its device over NFS. It is put together in memory, contents aside, so that
 * no link of an archive leads a later one out of it; `serve` writes it, once.
 */
export class NfsRoot {
  readonly #context: PlanContext;
  readonly #files: Deployment;
  readonly #keys: RootKeys;
  readonly #tree = new Slot<OverlayTree>('root file system');

  /** @param files has its archive, `nfsrootfs`, and maybe `modules` */
  constructor(context: PlanContext, files: Deployment, keys: RootKeys) {
    this.#context = context;
    this.#files = files;
    this.#keys = keys;
  }

  /** @param name of the step; each deploy method has its own */
  extract(name = 'extract-nfsrootfs'): StepSpec {
    const archive = this.#files.file('nfsrootfs');
    if (!archive) return absorbed(name, 'the block has no nfsrootfs');
    const { prefix } = this.#keys;
    return step(
      name,
      async (run) => (await import('./nfs-root-files.ts')).loadRoot(run, archive.get(), prefix, this.#tree),
      {
        timeoutCode: 'step-timeout',
        validate: async () => (await import('../host/nfs.ts')).checkNfs(),
      },
    );
  }

  /** Undefined when none go into it. */
  get addModules(): ((run: Run) => Promise<void>) | undefined {
    const modules = this.#files.file('modules');
    if (!modules || this.#keys.install_modules === false) return undefined;
    return async (run) =>
      (await import('./nfs-root-files.ts')).addModules(run, modules.get(), this.#tree.get());
  }

  applyOverlay(name = 'apply-overlay-tftp'): StepSpec {
    const { target } = this.#context;
    if (!target.needsOverlay) return absorbed(name, 'no test of the namespace needs the overlay');
    if (this.#keys.install_overlay === false)
      return absorbed(name, 'the block does not want the overlay in it');
    const overlay = target.require(OVERLAY, () => new Slot<Overlay>('overlay'));
    return step(name, async (run) =>
      (await import('./nfs-root-files.ts')).addOverlay(run, overlay.get(), this.#tree.get()),
    );
  }

  /** Writes it where the worker's NFS server has it, until the job ends or the block is tried again. */
  async serve(run: Run): Promise<void> {
    if (!this.#files.file('nfsrootfs')) return;
    this.#files.nfs.set(await (await import('./nfs-root-files.ts')).serveRoot(run, this.#tree.get()));
    this.#tree.clear();
  }
}
