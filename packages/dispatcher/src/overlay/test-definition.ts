// SPDX-License-Identifier: Apache-2.0

import { downloadRetry } from '../artefact/download.ts';
import type { PlanContext } from '../engine/method.ts';
import { nothing } from '../engine/nothing.ts';
import { Slot } from '../engine/slot.ts';
import type { Run, StepSpec } from '../engine/step.ts';
import type { PlannedDefinition } from './add-definition.ts';
import type { Definition } from './definition-schema.ts';
import type { OverlayDefinition } from './overlay.ts';

/** Fetches every definition of every test block of the namespace and writes its scripts. */
export function testDefinition(context: PlanContext): StepSpec {
  const planned = context.target.tests
    .filter((test) => test.needsOverlay)
    .flatMap(({ block, stage }) =>
      ((block.definitions ?? []) as Definition[]).map((each) => ({ block: each, stage })),
    );
  return {
    name: 'test-definition',
    children: planned.flatMap(({ block, stage }, index) =>
      definitionSteps(context, { block, stage, run: `${index}_${block.name}` }),
    ),
    // A block may have an empty list.
    ...(planned.length === 0 && { run: nothing }),
  };
}

function definitionSteps(context: PlanContext, planned: PlannedDefinition): StepSpec[] {
  const made = new Slot<OverlayDefinition>(`definition ${planned.run}`);
  const step = (name: string, run: (run: Run) => Promise<void>): StepSpec => ({ name, run });
  return [
    repository(context, planned, made),
    step('test-overlay', async (run) =>
      (await import('./add-definition.ts')).addDefinition(run, context, made.get()),
    ),
    step('test-install-overlay', async (run) =>
      (await import('./add-definition.ts')).addInstallScript(run, context, made.get()),
    ),
    step('test-runscript-overlay', async (run) =>
      (await import('./add-definition.ts')).addRunScript(run, context, made.get()),
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
      return {
        name: 'git-repo-action',
        prepare(job) {
          job.host.clones.prefetch(gitRepository(block, job.host.env));
        },
        async run(run) {
          const { fromGit } = await import('./fetch-definition.ts');
          made.set(await fromGit(run, planned, block, gitRepository(block, run.job.host.env)));
        },
      };
    case 'inline':
      return {
        name: 'inline-repo-action',
        async run(run) {
          const { fromInline } = await import('./fetch-definition.ts');
          made.set(fromInline(run, planned, block));
        },
      };
    case 'url': {
      const { repository: url, compression, headers } = block;
      const address = { url, headers, compression: compression as 'gz' | undefined };
      const { step, file } = downloadRetry(context, 'url', address);
      return {
        name: 'url-repo-action',
        children: [step],
        async run(run) {
          await run.children();
          const { fromArchive } = await import('./fetch-definition.ts');
          made.set(await fromArchive(run, planned, block, file.get().path));
        },
      };
    }
  }
}

/** Variables of the job's environment may stand in the address, e.g. a token that the lab keeps. */
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
