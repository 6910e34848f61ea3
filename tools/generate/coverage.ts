// SPDX-License-Identifier: Apache-2.0
import type { Section, Step } from '@lava/dispatcher/engine/step.ts';
import { bootSchemas, deploySchemas, testSchemas } from '@lava/dispatcher/generated/method-schemas.ts';
import { planTolerantly } from '@lava/dispatcher/plan.ts';
import type { How } from '@lava/dispatcher/testing/executed.ts';
import type { Device } from '@lava/protocol/device/device.ts';
import type { Job } from '@lava/protocol/job/job.ts';
import { executedMethods } from './executed.ts';
import { folderOf, readExample } from './methods.ts';

const SECTIONS = { deploy: deploySchemas, boot: bootSchemas, test: testSchemas };

/** What of a method's example this version can run. */
export interface Coverage {
  section: keyof typeof SECTIONS;
  folder: string;
  /** Names of steps that it can plan only, in the order of the plan. */
  unwritten: string[];
  /** Steps that do something. */
  written: number;
  /** What was at the far end when a test executed it. */
  executed: How | 'never';
}

/** Each method, by the plan of its example. */
export async function coverage(): Promise<Coverage[]> {
  const all: Coverage[] = [];
  const executed = executedMethods();
  for (const section of Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]) {
    for (const method of SECTIONS[section]) {
      const folder = folderOf(method);
      const { job, device } = readExample(`${section}/${folder}`);
      const own = await stepsOf(section, job, device);
      const written = own.filter(({ spec }) => spec.kind === 'step').length;
      all.push({
        ...{ section, folder, unwritten: unwrittenOf(own), written },
        executed: executed.get(`${section} ${folder}`) ?? 'never',
      });
    }
  }
  return all;
}

/** Names of the steps of a section that this version can plan only. */
export async function unwrittenSteps(section: Section, job: Job, device: Device): Promise<string[]> {
  return unwrittenOf(await stepsOf(section, job, device));
}

async function stepsOf(section: Section, job: Job, device: Device): Promise<Step[]> {
  const { steps } = await planTolerantly(job, device, []);
  return steps.filter((step) => step.section === section).flatMap(withChildren);
}

function unwrittenOf(steps: readonly Step[]): string[] {
  return [...new Set(steps.filter(({ spec }) => spec.kind === 'unwritten').map(({ name }) => name))];
}

function withChildren(step: Step): Step[] {
  return [step, ...step.children.flatMap(withChildren)];
}

/** docs/reference/coverage.md */
export async function coveragePage(): Promise<string> {
  const all = await coverage();
  const names = new Set(all.flatMap(({ unwritten }) => unwritten));
  const runs = all.filter(({ unwritten }) => unwritten.length === 0).length;
  return `${[
    '# What runs',
    '<!-- Made by ./lava generate from packages/dispatcher/src. -->',
    'Every method plans: `lava-run --describe` shows its steps. This page says which methods this version can also run, by the ' +
      'plans of the examples in the reference. Submitting or validating a job with such a block gives a warning with its line; the ' +
      'worker refuses the job before anything is touched (`step-unavailable`).',
    `${runs} of ${all.length} methods run; ${names.size} steps are not written yet.`,
    'The last column says how tests have executed the method in whole jobs, by what they declare (`executes`): **real**, with the ' +
      'tool, bootloader or system that it is for; **stand-in**, with a program or drive in its place that checks what it gets; ' +
      '**scripted**, with a console that plays a dialogue; **never**. A declaration that no job of its file fulfils fails.',
    ['| method | | steps that are not written yet | executed |', '|---|---|---|---|', ...all.map(line)].join(
      '\n',
    ),
  ].join('\n\n')}\n`;
}

function line({ section, folder, unwritten, written, executed }: Coverage): string {
  const state = unwritten.length === 0 ? 'runs' : written > 0 ? 'partly' : 'plans only';
  return `| [${section} ${folder}](methods/${section}-${folder}.md) | ${state} | ${unwritten.map((name) => `\`${name}\``).join(', ')} | ${executed} |`;
}
