// SPDX-License-Identifier: Apache-2.0
import type { PlanContext, TestMethod } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadRetry } from '../../steps/download.ts';
import { type Service, ServicesBlock } from './schema.ts';

const REQUIRED = ['name', 'from', 'repository', 'path'];

export const services: TestMethod<ServicesBlock> = {
  name: 'services',
  schema: ServicesBlock,
  needsDeploymentData: false,
  needsOverlay: false,
  needsShell: false,

  refuses({ block }) {
    const { services: listed } = block;
    if (!Array.isArray(listed)) return 'the block has no `services`';
    const missing = REQUIRED.filter((key) => listed.some((service) => !Object.hasOwn(Object(service), key)));
    return refusal([missing.length === 0, `a service lacks ${missing.join(', ')}`]);
  },

  plan(context) {
    const children = context.block.services.map((service) => start(context, service));
    return { name: 'lava-test-services', children };
  },
};

function start(context: PlanContext, service: Service): StepSpec {
  const { from, repository } = service;
  return {
    name: 'lava-test-service-retry',
    retry: true,
    children: [
      {
        name: 'lava-test-service',
        timeoutCode: 'test-timeout',
        children: from === 'url' ? [downloadRetry(context, service.name, { url: repository }).step] : [],
      },
    ],
  };
}
