// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { type DockerBlock, dockerSchema } from './schema.ts';

export const docker: Method<DockerBlock> = {
  ...dockerSchema,

  plan(context) {
    const { block, target } = context;
    return {
      name: 'boot-docker',
      retry: true,
      children: [
        { name: 'docker-run' },
        ...('prompts' in block && target.needsShell ? [expectShell(context), exportDeviceEnv(context)] : []),
      ],
    };
  },
};
