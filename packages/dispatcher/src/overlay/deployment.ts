// SPDX-License-Identifier: Apache-2.0
import type { Artefact } from '../artefact/artefact-schema.ts';
import { DEPLOYED, type Deployed, type DeployedFile, noNbd, noNfs, noPlaces } from '../artefact/deployed.ts';
import type { ArtefactFile } from '../artefact/file.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';
import type { StepSpec } from '../engine/step.ts';
import { textOf } from '../job/read.ts';
import { downloadArtefact } from './overlaid-artefact.ts';

/** The files of a deploy block: each is fetched by a step, and all are handed over to the blocks that follow. */
export class Deployment {
  readonly #context: PlanContext;
  readonly #files = new Map<string, DeployedFile>();
  /** Filled when they are served. */
  readonly places = noPlaces();
  /** Filled when a root file system is exported. */
  readonly nfs = noNfs();
  /** Filled when a disk is served. */
  readonly nbd = noNbd();

  /** @param what more is known of what the block deploys than its files */
  constructor(
    context: PlanContext,
    {
      served = 'directory',
      kernelType,
      guest,
    }: Partial<Omit<Deployed, 'by' | 'files' | 'places' | 'nfs' | 'nbd'>> = {},
  ) {
    this.#context = context;
    const by = textOf(context.block.to);
    const { places, nfs, nbd } = this;
    const files = this.#files;
    context.target.provide(DEPLOYED, { by, served, files, places, nfs, nbd, kernelType, guest });
  }

  /**
   * The step that fetches a file and puts the overlays that it asks for into it.
   * @param role name of the artefact in the block, e.g. `kernel`
   */
  fetch(role: string, artefact: Artefact & { image_arg?: string | undefined }): StepSpec {
    const { step, file } = downloadArtefact(this.#context, role, artefact);
    this.#files.set(role, { file, argument: artefact.image_arg });
    return step;
  }

  /** The same for those of the roles that the block has, in this order. */
  fetchAll(artefacts: Partial<Record<string, Artefact>>, roles = Object.keys(artefacts)): StepSpec[] {
    return roles.flatMap((role) => {
      const artefact = artefacts[role];
      return artefact ? [this.fetch(role, artefact)] : [];
    });
  }

  /** What will be the file of a role, where one is fetched. */
  file(role: string): Slot<ArtefactFile> | undefined {
    return this.#files.get(role)?.file;
  }

  /** All of them, by role. */
  get files(): ReadonlyMap<string, DeployedFile> {
    return this.#files;
  }
}
