// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artefact } from '@lava/dispatcher/artefact/artefact-schema.ts';
import { DeployBlock } from '@lava/dispatcher/artefact/deploy-schema.ts';
import { CommandBlock } from '@lava/dispatcher/command/schema.ts';
import { Docker } from '@lava/dispatcher/container/docker-schema.ts';
import { hasAttempts, type Step } from '@lava/dispatcher/engine/step.ts';
import { bootSchemas, deploySchemas, testSchemas } from '@lava/dispatcher/generated/method-schemas.ts';
import { HoldBlock } from '@lava/dispatcher/hold/schema.ts';
import { boardOf } from '@lava/dispatcher/job/board.ts';
import type { MethodSchema } from '@lava/dispatcher/job/method-schema.ts';
import { BootBlock } from '@lava/dispatcher/login/boot-schema.ts';
import { planTolerantly } from '@lava/dispatcher/plan.ts';
import { Device } from '@lava/protocol/device/device.ts';
import { Block, Job } from '@lava/protocol/job/job.ts';
import { Timeout } from '@lava/protocol/job/timeout.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import type * as z from 'zod';
import { describeShared, keyTable } from './schema-table.ts';

const SOURCES = join(import.meta.dirname, '../../packages/dispatcher/src');
const MADE = '<!-- Made by ./lava generate from packages/dispatcher/src. -->';

/** Sections with their word in the block, and the keys that all their blocks share. */
const SECTIONS = {
  deploy: { key: 'to', methods: deploySchemas, shared: DeployBlock },
  boot: { key: 'method', methods: bootSchemas, shared: BootBlock },
  test: { key: undefined, methods: testSchemas, shared: Block },
} as const;
type Section = keyof typeof SECTIONS;

/** An example in a method's folder: parts of a job and of a device. */
export interface Example {
  job: Job;
  device: Device;
  /** The part of the device that the method needs, and the rest of the job, as they are written. */
  written: { device: object; actions: unknown[]; protocols?: object };
}

/** docs/reference/methods: a page a method, and one with what they share. */
export async function methodPages(): Promise<Map<string, string>> {
  describeShared({ file: Artefact, container: Docker.omit({ image: true }), 'time limit': Timeout });
  const pages = new Map<string, string>([['README.md', overview()]]);
  for (const section of Object.keys(SECTIONS) as Section[]) {
    for (const method of SECTIONS[section].methods)
      pages.set(`${section}-${folderOf(method)}.md`, await methodPage(section, method));
  }
  pages.set('command.md', await blockPage('command', WITHOUT_METHOD.command));
  pages.set('hold.md', await blockPage('hold', WITHOUT_METHOD.hold));
  return pages;
}

/** Folder of a method, named as users write it, with dashes. */
export function folderOf({ name }: MethodSchema): string {
  return name.replaceAll('_', '-');
}

/** @param folder below the dispatcher's sources, e.g. `deploy/tftp` */
export function readExample(folder: string): Example {
  const written = loadYaml(readFileSync(join(SOURCES, folder, 'example.yaml'), 'utf8')) as Example['written'];
  const { device, ...job } = written;
  return {
    written,
    job: Job.parse({
      job_name: 'example',
      device_type: 'any',
      visibility: 'public',
      timeouts: { job: { hours: 1 }, action: { minutes: 5 } },
      ...job,
    }),
    device: Device.parse({ constants: {}, timeouts: {}, actions: {}, ...device }),
  };
}

async function methodPage(section: Section, method: MethodSchema): Promise<string> {
  const { key, shared } = SECTIONS[section];
  const example = readExample(`${section}/${folderOf(method)}`);
  const words = method.words.map((word) => `\`${key ? `${key}: ${word}` : word}\``).join(', ');
  return page([
    `# ${section}: ${method.name}`,
    MADE,
    `${method.summary} Written as ${words}.`,
    '## Keys',
    ...table(keyTable(method.schema, keysOf(shared)), 'It has no keys of its own.'),
    `Further keys: [those of all ${section} blocks](README.md#${section}-blocks).`,
    '## Device',
    ...deviceText(section, method, example),
    ...(await exampleText(example)),
  ]);
}

/** Blocks of one kind only. */
const WITHOUT_METHOD = {
  command: { about: "Runs a command of the device's configuration on the worker.", schema: CommandBlock },
  hold: {
    about:
      'Keeps the board for a person: power on, all consoles open and in the log, until somebody ends it or its time is over. LAVA has no such block.',
    schema: HoldBlock,
  },
};

async function blockPage(
  name: string,
  { about, schema }: (typeof WITHOUT_METHOD)['hold' | 'command'],
): Promise<string> {
  return page([
    `# ${name}`,
    MADE,
    about,
    '## Keys',
    ...table(keyTable(schema, keysOf(Block)), ''),
    'Further keys: [those of all blocks](README.md#all-blocks).',
    ...(await exampleText(readExample(name))),
  ]);
}

function deviceText(section: Section, method: MethodSchema, { job }: Example): string[] {
  const without = lack(method, job);
  const entries = (method.deviceWords ?? method.words).map(
    (word) => `\`actions.${section}.methods.${word}\``,
  );
  const keys = method.device ? keyTable(method.device) : [];
  return [
    without === undefined
      ? 'Every device can do this.'
      : `A device without what it needs is refused: *${without}*.`,
    ...(keys.length > 0 ? [`Keys of ${entries.join(', ')}:`, keys.join('\n')] : []),
  ];
}

/** What the method says to its example on a device that has nothing. */
function lack(method: MethodSchema, job: Job): string | undefined {
  const block = Object.values(job.actions[0] ?? {})[0] as Block;
  try {
    return method.refuses({ block: { ...block, ...job.protocols }, board: boardOf({ actions: {} }) });
  } catch (error) {
    return (error as Error).message;
  }
}

async function exampleText({ job, device, written }: Example): Promise<string[]> {
  const { device: deviceParts, ...jobParts } = written;
  const { steps } = await planTolerantly(job, device, []);
  const tree = steps.filter((step) => step.section !== 'finalize').map((step) => treeText(step, 0));
  return [
    '## Example',
    fenced('yaml', dumpYaml(jobParts)),
    ...(Object.keys(deviceParts).length > 0
      ? ['On a device with:', fenced('yaml', dumpYaml(deviceParts))]
      : []),
    'The plan; steps with a * are tried again when they fail, as often as `failure_retry` says:',
    fenced('text', tree.join('')),
  ];
}

function treeText(step: Step, depth: number): string {
  const line = `${'  '.repeat(depth)}${step.level} ${step.name}${hasAttempts(step.spec) ? ' *' : ''}\n`;
  return line + step.children.map((child) => treeText(child, depth + 1)).join('');
}

function overview(): string {
  const lists = (Object.keys(SECTIONS) as Section[]).flatMap((section) => [
    `### ${section}`,
    [
      '| | |',
      '|---|---|',
      ...SECTIONS[section].methods.map(
        (method) => `| [${method.name}](${section}-${folderOf(method)}.md) | ${method.summary} |`,
      ),
    ].join('\n'),
  ]);
  return page([
    '# Methods',
    MADE,
    'How the actions of a job are done. A block is judged against the schema of its method; `lava validate` and the editor list all problems, and the JSON Schema of all of it is at `/api/schema/job` of each server.',
    ...lists,
    ...Object.entries(WITHOUT_METHOD).map(
      ([name, { about }]) => `### ${name}\n\n[${name}](${name}.md): ${about}`,
    ),
    '## All blocks',
    keyTable(Block).join('\n'),
    '## Deploy blocks',
    keyTable(DeployBlock, keysOf(Block)).join('\n'),
    '## Boot blocks',
    keyTable(BootBlock, keysOf(Block)).join('\n'),
    '## Test blocks',
    'They have the [keys of all blocks](#all-blocks).',
    '## Files',
    keyTable(Artefact).join('\n'),
    '## Containers',
    keyTable(Docker).join('\n'),
    '## Time limits',
    'One unit, in whole numbers.',
    keyTable(Timeout).join('\n'),
  ]);
}

function keysOf(schema: z.ZodObject): string[] {
  return Object.keys(schema.shape);
}

function table(rows: string[], otherwise: string): string[] {
  return [rows.length > 0 ? rows.join('\n') : otherwise];
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function page(parts: string[]): string {
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
