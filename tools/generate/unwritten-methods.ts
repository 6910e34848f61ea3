// SPDX-License-Identifier: Apache-2.0
import { bootSchemas, deploySchemas, testSchemas } from '@lava/dispatcher/generated/method-schemas.ts';
import type { MethodSchema } from '@lava/dispatcher/job/method-schema.ts';
import { Job } from '@lava/protocol/job/job.ts';
import { unwrittenSteps } from './coverage.ts';
import { folderOf, readExample } from './methods.ts';

const SECTIONS = { deploy: deploySchemas, boot: bootSchemas, test: testSchemas };
type Section = keyof typeof SECTIONS;

/** packages/dispatcher/src/generated/unwritten-methods.ts: the methods that are planned only, by the plans of their examples. */
export async function unwrittenMethods(): Promise<string> {
  const lines: string[] = [];
  for (const section of Object.keys(SECTIONS) as Section[])
    for (const method of SECTIONS[section]) lines.push(...(await entryOf(section, method)));
  return `${[
    '// SPDX-License-Identifier: Apache-2.0',
    '// Made by ./lava generate from the plans of the examples: what this version plans and cannot run yet.',
    '',
    '/** By section and name of the method: steps that are not written, and the key of the block that asks for each. */',
    'export const UNWRITTEN_METHODS: Readonly<',
    '  Record<string, readonly { readonly step: string; readonly key?: string }[]>',
    '> = {',
    ...lines,
    '};',
  ].join('\n')}\n`;
}

async function entryOf(section: Section, method: MethodSchema): Promise<string[]> {
  const { job, device } = readExample(`${section}/${folderOf(method)}`);
  const all = await unwrittenSteps(section, job, device);
  if (all.length === 0) return [];
  const asking = new Map<string, string>();
  for (const [key, without] of variants(section, method, job)) {
    // What cannot be planned without the key says nothing.
    const left = await unwrittenSteps(section, without, device).catch(() => all);
    for (const step of all) if (!left.includes(step)) asking.set(step, key);
  }
  const entries = all.map((step) => {
    const key = asking.get(step);
    return `    { step: '${step}'${key === undefined ? '' : `, key: '${key}'`} },`;
  });
  return [`  '${section} ${method.name}': [`, ...entries, '  ],'];
}

/** The job without each of the keys that its blocks of the section can do without. */
function variants(section: Section, { schema }: MethodSchema, job: Job): [string, Job][] {
  const blocks = job.actions.map((action) => action[section]).filter((block) => block !== undefined);
  const keys = new Set(blocks.flatMap((block) => Object.keys(block)));
  return [...keys].flatMap((key): [string, Job][] => {
    const less = (block: object) =>
      Object.fromEntries(Object.entries(block).filter(([each]) => each !== key));
    if (!blocks.every((block) => schema.safeParse(less(block)).success)) return [];
    const actions = job.actions.map((action) => {
      const block = action[section];
      return block ? { ...action, [section]: less(block) } : action;
    });
    return [[key, Job.parse({ ...job, actions })]];
  });
}
