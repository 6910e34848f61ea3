// SPDX-License-Identifier: Apache-2.0
import { downloadRetry } from '../../artefact/download.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec, step } from '../../engine/step.ts';
import { type Service, servicesSchema } from './schema.ts';

export const services = method(servicesSchema, (context) =>
  group(
    'lava-test-services',
    context.block.services.map((service) => start(context, service)),
  ),
);

function start(context: PlanContext, service: Service): StepSpec {
  const { from, name } = service;
  const archive =
    from === 'url' ? downloadRetry(context, name, { ...service, url: service.repository }) : undefined;
  return retry('lava-test-service-retry', [
    step(
      'lava-test-service',
      async (run) => {
        await run.children();
        await (await import('./start-service.ts')).startService(
          run,
          context,
          service,
          archive?.file.get().path,
        );
      },
      {
        timeoutCode: 'test-timeout',
        children: archive ? [archive.step] : [],
        validate: async (run) => (await import('./start-service.ts')).checkService(run, service),
      },
    ),
  ]);
}
