// SPDX-License-Identifier: Apache-2.0
import type { PlannedTest } from '../engine/target.ts';
import type { PlannedDefinition } from './add-definition.ts';
import type { Definition } from './definition-schema.ts';

/** The definitions of all test blocks of a namespace, numbered as they are on the device and in the results. */
export function plannedDefinitions(tests: readonly PlannedTest[]): PlannedDefinition[] {
  return tests
    .filter((test) => test.needsOverlay)
    .flatMap(({ block, stage }) =>
      ((block.definitions ?? []) as Definition[]).map((each) => ({ block: each, stage })),
    )
    .map(({ block, stage }, index) => ({ block, stage, run: `${index}_${block.name}` }));
}
