// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { isError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { describe as described } from './engine/describe.ts';
import { parseDevice, parseJob } from './job/parse.ts';
import { plan } from './plan.ts';
import { validateJob } from './validation/validate-job.ts';

/** Inputs that once failed; they are next to the checkout. What is ours of them is in the specs of its subject as well. */
const CASES = join(import.meta.dirname, '../../../../shared/cases');
const DEVICE_TYPES = join(import.meta.dirname, '../../../device-types');

/** The verdict at submit by the name of the file, without `.yaml`: errors and, with `~`, warnings, each with its place. */
const VERDICTS: Record<string, string[]> = {
  'jobs/empty-overlays': [],
  'jobs/lxc': ['protocols.lava-lxc', 'protocols.lava-nonsense', '~actions.0.deploy.kernel.type'],
  'jobs/mini-dup_names': ['actions.2.test.definitions.1.name'],
  'jobs/mini-job_timeout_negative': ['timeouts.job.minutes'],
  'jobs/mini-no_prompts': ['actions.1.boot.prompts'],
  'jobs/mini-ns_mixed': ['actions.1.boot', 'actions.2.test'],
  'jobs/mini-overlays_without_format': ['actions.0.deploy.images.rootfs.overlays'],
  'jobs/mini-timeout_minutes+x': ['actions.0.deploy.timeout', 'actions.0.deploy.timeout.x'],
  'jobs/mini-two_blocks_in_one_action': ['~actions.0.boot'],
  'jobs/nulls': ['~actions.2.test.definitions.0.branch', '~actions.2.test.definitions.0.revision'],
  'jobs/startrun': [],
  // The next are run, not only judged, by e2e/dispatcher/shared-cases.spec.ts.
  'dispatcher/cache-changed-in-place': ['device_type'],
  'dispatcher/definition-path-newline': ['actions.2.test.definitions.0.path'],
  'dispatcher/overlay-through-link': [],
  'dispatcher/two-deploys-two-os': [],
};
const NO_JOBS = ['dispatcher/device', 'jobs/mini-device'];

const present = existsSync(CASES);

describe.skipIf(!present)('jobs that once got the wrong verdict', () => {
  it('are all judged here', () => {
    const there = ['dispatcher', 'jobs'].flatMap((folder) =>
      readdirSync(join(CASES, folder))
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => `${folder}/${basename(name, '.yaml')}`),
    );
    expect(there.toSorted()).toEqual([...Object.keys(VERDICTS), ...NO_JOBS].toSorted());
  });

  it.each(Object.entries(VERDICTS))('%s', (name, expected) => {
    const { problems } = validateJob(read(`${name}.yaml`));
    const places = problems.map((each) => `${isError(each) ? '' : '~'}${each.where?.path?.join('.')}`);
    expect(places).toEqual(expected);
    for (const { where } of problems) expect(where?.line).toBeGreaterThan(0);
  });

  it('two blocks in one action are planned in their order', async () => {
    const steps = await stepsOf('mini-two_blocks_in_one_action');
    expect(steps.map(({ name }) => name)).toEqual([
      'deployimages',
      'boot-image-retry',
      'lava-test-retry',
      'finalize',
    ]);
  });

  it('`overlays: {}` puts nothing into the image', async () => {
    expect(JSON.stringify(await stepsOf('empty-overlays'))).not.toContain('append-overlays');
  });

  it('white space before `extends` does not break rendering', () => {
    const { problems, configuration } = createDeviceRenderer((name) => {
      const path = join(DEVICE_TYPES, name);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    }).renderText(read('jobs/indented-extends.jinja2'), 'board.jinja2');
    expect(problems).toEqual([]);
    expect(JSON.stringify(configuration)).toContain('-m 512');
  });
});

function read(name: string): string {
  return readFileSync(join(CASES, name), 'utf8');
}

async function stepsOf(name: string) {
  const { steps } = await plan(
    parseJob(read(`jobs/${name}.yaml`)),
    parseDevice(read('jobs/mini-device.yaml')),
  );
  return steps.map(described);
}
