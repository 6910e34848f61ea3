// SPDX-License-Identifier: Apache-2.0
import { COMPLETION_SCRIPTS } from '../../completion/scripts.ts';
import { argument, oneOf } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

const SHELLS = Object.keys(COMPLETION_SCRIPTS) as (keyof typeof COMPLETION_SCRIPTS)[];

export const completion = defineVerb({
  summary: 'print the completion for bash, zsh or fish; for bash: source <(lava completion bash)',
  arguments: { shell: argument(`the shell: ${SHELLS.join(', ')}`, oneOf(SHELLS)) },
  async run(context, { shell }) {
    context.output.document({ shell, script: COMPLETION_SCRIPTS[shell] }, COMPLETION_SCRIPTS[shell]);
  },
});
