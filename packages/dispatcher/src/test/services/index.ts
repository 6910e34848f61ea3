// SPDX-License-Identifier: Apache-2.0
import { downloadRetry } from '../../artefact/download.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec, unwritten } from '../../engine/step.ts';
import { type Service, servicesSchema } from './schema.ts';

export const services = method(servicesSchema, (context) =>
  group(
    'lava-test-services',
    context.block.services.map((service) => start(context, service)),
  ),
);

function start(context: PlanContext, { from, name, repository }: Service): StepSpec {
  const archive = from === 'url' ? [downloadRetry(context, name, { url: repository }).step] : [];
  return retry('lava-test-service-retry', [
    unwritten('lava-test-service', { timeoutCode: 'test-timeout', children: archive }),
  ]);
}
