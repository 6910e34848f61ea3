// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import type { StepSpec } from '../engine/step.ts';
import type { PlannedTest } from '../engine/target.ts';
import type { Definition } from './definition-schema.ts';
import { downloadRetry } from './download.ts';

/** Fetches every definition of every test block of the namespace and writes its scripts. */
export function testDefinition(context: PlanContext): StepSpec {
  const definitions = context.target.tests.filter((test) => test.needsOverlay).flatMap(definitionsOf);
  return {
    name: 'test-definition',
    children: definitions.flatMap((definition) => definitionSteps(context, definition)),
  };
}

function definitionsOf({ block }: PlannedTest): Definition[] {
  return (block.definitions ?? []) as Definition[];
}

function definitionSteps(context: PlanContext, definition: Definition): StepSpec[] {
  return [
    repository(context, definition),
    { name: 'test-overlay' },
    { name: 'test-install-overlay' },
    { name: 'test-runscript-overlay' },
  ];
}

function repository(context: PlanContext, definition: Definition): StepSpec {
  switch (definition.from) {
    case 'git':
      return { name: 'git-repo-action' };
    case 'inline':
      return { name: 'inline-repo-action' };
    case 'url':
      return {
        name: 'url-repo-action',
        children: [downloadRetry(context, 'url', { url: definition.repository }).step],
      };
  }
}
