// SPDX-License-Identifier: Apache-2.0

import { downloadRetry } from '../../artefact/download.ts';
import type { PlanContext, TestMethod } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { unavailable } from '../../engine/unavailable.ts';
import { type Service, type ServicesBlock, servicesSchema } from './schema.ts';

export const services: TestMethod<ServicesBlock> = {
  ...servicesSchema,

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
        validate: unavailable,
        timeoutCode: 'test-timeout',
        children: from === 'url' ? [downloadRetry(context, service.name, { url: repository }).step] : [],
      },
    ],
  };
}
