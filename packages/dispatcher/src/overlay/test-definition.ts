// SPDX-License-Identifier: Apache-2.0

import { downloadRetry } from '../artefact/download.ts';
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import { group, type StepSpec, step } from '../engine/step.ts';
import type { PlannedDefinition } from './add-definition.ts';
import type { Definition } from './definition-schema.ts';
import type { Overlay, OverlayDefinition } from './overlay.ts';
import { plannedDefinitions } from './planned-definitions.ts';

/** Fetches every definition of every test block of the namespace and writes its scripts. */
export function testDefinition(context: PlanContext, overlay: Slot<Overlay>): StepSpec {
  return group(
    'test-definition',
    plannedDefinitions(context.target.tests).flatMap((planned) => definitionSteps(context, overlay, planned)),
  );
}

function definitionSteps(
  context: PlanContext,
  overlay: Slot<Overlay>,
  planned: PlannedDefinition,
): StepSpec[] {
  const made = new Slot<OverlayDefinition>(`definition ${planned.run}`);
  const scripts = () => import('./add-definition.ts');
  return [
    repository(context, planned, made),
    step('test-overlay', async (run) => (await scripts()).addDefinition(run, overlay.get(), made.get())),
    step('test-install-overlay', async (run) =>
      (await scripts()).addInstallScript(run, context, overlay.get(), made.get()),
    ),
    step('test-runscript-overlay', async (run) =>
      (await scripts()).addRunScript(run, context, overlay.get(), made.get()),
    ),
  ];
}

function repository(
  context: PlanContext,
  planned: PlannedDefinition,
  made: Slot<OverlayDefinition>,
): StepSpec {
  const { block } = planned;
  switch (block.from) {
    case 'git':
      return step(
        'git-repo-action',
        async (run) => {
          const { fromGit } = await import('./fetch-definition.ts');
          made.set(await fromGit(run, planned, block, gitRepository(block, run.job.host.env)));
        },
        { prepare: ({ host }) => host.clones.prefetch(gitRepository(block, host.env)) },
      );
    case 'inline':
      return step('inline-repo-action', async (run) => {
        const { fromInline } = await import('./fetch-definition.ts');
        made.set(fromInline(run, planned, block));
      });
    case 'url': {
      const { repository: url, compression, headers } = block;
      const address = { url, headers, compression: compression as 'gz' | undefined };
      const { step: fetch, file } = downloadRetry(context, 'url', address);
      return step(
        'url-repo-action',
        async (run) => {
          await run.children();
          const { fromArchive } = await import('./fetch-definition.ts');
          made.set(await fromArchive(run, planned, block, file.get().path));
        },
        { children: [fetch] },
      );
    }
  }
}

/** Variables of the job's environment may be in the address, e.g. a token that the lab keeps. */
function gitRepository(block: Extract<Definition, { from: 'git' }>, env: Record<string, string>) {
  const url = block.repository.replace(
    /\$\{(\w+)\}|\$(\w+)/g,
    (all, braced, plain) => env[braced ?? plain] ?? all,
  );
  return {
    url,
    branch: block.branch,
    revision: block.revision,
    shallow: block.shallow !== false,
    recursive: block.recursive === true,
  };
}
