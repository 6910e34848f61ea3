// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { group } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { recoverySchema } from './schema.ts';

export const recovery = method(recoverySchema, (context) => {
  const { block, settings } = context;
  const console = settings.tags?.includes('serial') ?? false;
  return group('deploy-recovery-mode', [
    ...new Deployment(context).fetchAll(block.images),
    ...(console ? [connectDevice(context)] : []),
  ]);
});
