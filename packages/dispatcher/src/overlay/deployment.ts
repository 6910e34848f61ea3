// SPDX-License-Identifier: Apache-2.0
import type { Artefact } from '../artefact/artefact-schema.ts';
import { DEPLOYED, type Deployed, type DeployedFile } from '../artefact/deployed.ts';
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';
import { downloadArtefact } from './overlaid-artefact.ts';

/** The files of a deploy block: each is fetched by a step, and all are handed over to the blocks that follow. */
export class Deployment {
  readonly #context: PlanContext;
  readonly #files = new Map<string, DeployedFile>();

  /** @param what more is known of what the block deploys than its files */
  constructor(
    context: PlanContext,
    { served = 'directory', kernelType, guest }: Partial<Omit<Deployed, 'by' | 'files'>> = {},
  ) {
    this.#context = context;
    const by = String(context.block.to);
    context.target.provide(DEPLOYED, { by, served, files: this.#files, kernelType, guest });
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
}
