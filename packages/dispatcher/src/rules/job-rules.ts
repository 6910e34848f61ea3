// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { issuesOf } from '@lava/protocol/error/issues.ts';
import { TimeoutDefinition } from '@lava/protocol/job/timeout-definition.ts';
import { at, listOf, textOf } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';
import { artefactRules } from './artefact-rules.ts';
import { multinodeRules } from './multinode-rules.ts';
import { nameRules } from './name-rules.ts';
import type { PlacedBlock } from './placed-block.ts';
import { retryRules } from './retry-rules.ts';
import { sideBySide } from './side-by-side.ts';

type Path = (string | number)[];
type Rule = (placed: PlacedBlock) => Problem[];

/** Rules of single blocks by which LAVA's planner refuses a job. */
const RULES: readonly Rule[] = [
  timeLimits,
  overlayFormats,
  sources,
  loginPrompts,
  passwords,
  containers,
  nbdRoot,
  testSteps,
  nameRules,
  artefactRules,
  sideBySide,
];

/** Rules of the job as a whole. */
export function jobRules(job: unknown, blocks: readonly PlacedBlock[]): Problem[] {
  return [
    ...protocolProblems(job),
    ...multinodeRules(job, blocks),
    ...namespaceProblems(blocks),
    ...duplicateTests(blocks),
    ...retryRules(job, blocks),
  ];
}

export function plannerRules(placed: PlacedBlock): Problem[] {
  return RULES.flatMap((rule) => rule(placed));
}

/** A block's time limits are written as the job's. */
function timeLimits({ block, path }: PlacedBlock): Problem[] {
  const judge = (value: unknown, own: Path) =>
    value === undefined || value === null ? [] : issuesOf(TimeoutDefinition, value, own);
  const named = at(block, 'timeouts');
  return [
    ...judge(at(block, 'timeout'), [...path, 'timeout']),
    ...judge(at(block, 'connection_timeout'), [...path, 'connection_timeout']),
    ...entriesOf(named).flatMap(([name, value]) => judge(value, [...path, 'timeouts', name])),
  ];
}

const FORMATS = ['cpio.newc', 'ext4', 'tar'];

/** What overlays are put into must say what it is. */
function overlayFormats({ section, block, path }: PlacedBlock): Problem[] {
  return section === 'deploy' ? formatsIn(block, path) : [];
}

function formatsIn(value: unknown, path: Path): Problem[] {
  if (typeof value !== 'object' || value === null || path.length > 8) return [];
  const inner = Array.isArray(value)
    ? value.flatMap((each, i) => formatsIn(each, [...path, i]))
    : entriesOf(value).flatMap(([key, each]) => formatsIn(each, [...path, key]));
  const overlays = at(value, 'overlays');
  if (isEmptyValue(overlays) || typeof overlays !== 'object' || Array.isArray(overlays)) return inner;
  const format = at(value, 'format');
  if (FORMATS.includes(textOf(format))) return inner;
  const expected = `one of ${FORMATS.join(', ')}`;
  const problem =
    format === undefined
      ? {
          message: '`format` is missing: it says how `overlays` are put into the file',
          found: 'nothing',
          where: { path: [...path, 'overlays'] },
        }
      : {
          message: `\`format\`: expected ${expected} where there are \`overlays\`, found text "${format}"`,
          found: textOf(format),
          where: { path: [...path, 'format'] },
        };
  return [{ ...problem, expected }, ...inner];
}

/** A shallow clone has no other commit than the branch's last. */
function sources({ section, block, path }: PlacedBlock): Problem[] {
  if (section !== 'test') return [];
  return ['definitions', 'services'].flatMap((key) =>
    listOf(at(block, key)).flatMap((each, i): Problem[] => {
      if (isEmptyValue(at(each, 'revision') ?? null) || at(each, 'shallow') !== true) return [];
      return [
        {
          message: '`revision` cannot be checked out of a clone with `shallow: true`',
          hint: 'leave out `shallow`: with a `revision` all of the history is cloned',
          where: { path: [...path, key, i, 'shallow'] },
        },
      ];
    }),
  );
}

/** Boot methods that always wait for a shell. */
const ALWAYS_LOG_IN = ['qemu', 'qemu-nfs', 'qemu-iso', 'monitor'];

function loginPrompts({ section, block, path }: PlacedBlock): Problem[] {
  if (section !== 'boot' || !ALWAYS_LOG_IN.includes(textOf(at(block, 'method')))) return [];
  if (at(block, 'prompts') !== undefined) return [];
  return [
    {
      message: '`prompts` is missing',
      expected: 'text or a list',
      found: 'nothing',
      hint: "give regular expressions of the shell's prompt, e.g. `prompts: ['root@']`",
      where: { path: [...path, 'prompts'] },
    },
  ];
}

function passwords({ section, block, path }: PlacedBlock): Problem[] {
  const login = at(block, 'auto_login');
  if (section !== 'boot' || typeof login !== 'object' || login === null) return [];
  const prompt = at(login, 'password_prompt');
  const password = at(login, 'password');
  if (isEmptyValue(prompt ?? null) || (password !== undefined && password !== null)) return [];
  const where = { path: [...path, 'auto_login', 'password'] };
  const message = '`password` is missing: `password_prompt` waits for its prompt';
  return [{ message, expected: 'text', found: 'nothing', where }];
}

/** Boot methods that start QEMU. */
const QEMU = ['qemu', 'qemu-nfs', 'monitor'];

function containers({ section, block, path }: PlacedBlock): Problem[] {
  const docker = at(block, 'docker');
  if (section !== 'boot' || !QEMU.includes(textOf(at(block, 'method'))) || docker === undefined) return [];
  return [
    {
      message: 'QEMU in a container (`docker` in the boot block) is not supported yet',
      hint: 'leave `docker` out: the job then runs with the QEMU that is installed on the worker',
      where: { path: [...path, 'docker'] },
    },
  ];
}

function nbdRoot({ section, block, path }: PlacedBlock): Problem[] {
  if (section !== 'deploy' || at(block, 'to') !== 'nbd' || at(block, 'nbdroot') !== undefined) return [];
  const where = { path: [...path, 'nbdroot'] };
  const message = '`nbdroot` is missing: it is the image of the root file system';
  return [{ message, expected: 'a mapping', found: 'nothing', where }];
}

function testSteps({ section, block, path }: PlacedBlock): Problem[] {
  if (section !== 'test') return [];
  return listOf(at(block, 'definitions')).flatMap((each, i): Problem[] => {
    const definition = at(each, 'repository');
    if (at(each, 'from') !== 'inline' || typeof definition !== 'object' || definition === null) return [];
    if (at(definition, 'run') !== undefined) return [];
    return [
      {
        severity: 'warning',
        message: '`run` is missing: a test definition runs what `run: {steps: […]}` says',
        where: { path: [...path, 'definitions', i, 'repository', 'run'] },
      },
    ];
  });
}

/** Names that the dispatcher uses itself. */
const RESERVED = ['common', 'docker-test-shell'];

/** Either all blocks have a namespace, or none has. */
function namespaceProblems(blocks: readonly PlacedBlock[]): Problem[] {
  const named = blocks.map(({ block, path }) => ({ path, namespace: at(block, 'namespace') ?? undefined }));
  const some = named.find(({ namespace }) => namespace !== undefined);
  if (!some) return [];
  return named.flatMap(({ namespace, path }): Problem[] => {
    if (namespace === undefined) {
      const message = '`namespace` is missing: other blocks of this job have one';
      const hint = 'give each block a namespace, or none';
      return [{ message, hint, expected: 'text', found: 'nothing', where: { path } }];
    }
    if (typeof namespace !== 'string' || !RESERVED.includes(namespace)) return [];
    const others = named.some((other) => other.namespace !== undefined && other.namespace !== namespace);
    const message = `\`namespace\`: \`${namespace}\` is used by LAVA itself`;
    const where = { path: [...path, 'namespace'] };
    return [{ severity: others ? 'error' : 'warning', message, found: namespace, where }];
  });
}

/** Results are kept by the names of tests, so they must differ within a namespace. */
function duplicateTests(blocks: readonly PlacedBlock[]): Problem[] {
  const first = new Set<string>();
  return blocks.flatMap(({ section, block, path }): Problem[] => {
    if (section !== 'test') return [];
    // The roles of a multinode job may each have a test of the same name.
    const roles = listOf(at(block, 'role')).map(textOf);
    return listOf(at(block, 'definitions')).flatMap((each, i): Problem[] => {
      const name = at(each, 'name');
      if (typeof name !== 'string') return [];
      const keys = (roles.length > 0 ? roles : ['']).map((role) =>
        JSON.stringify([at(block, 'namespace') ?? 'common', role, name]),
      );
      const known = keys.some((key) => first.has(key));
      for (const key of keys) first.add(key);
      if (!known) return [];
      return [
        {
          message: `\`name\`: the test \`${name}\` exists twice`,
          found: name,
          hint: 'give each test of a namespace its own name',
          where: { path: [...path, 'definitions', i, 'name'] },
        },
      ];
    });
  });
}

const PROTOCOLS = ['lava-multinode', 'lava-xnbd'];

function protocolProblems(job: unknown): Problem[] {
  return entriesOf(at(job, 'protocols'))
    .filter(([name]) => !PROTOCOLS.includes(name))
    .map(([name]) => ({
      message: `there is no protocol \`${name}\``,
      expected: `one of ${PROTOCOLS.join(', ')}`,
      found: name,
      where: { path: ['protocols', name] },
      ...(name === 'lava-lxc' && {
        hint: 'LAVA no longer has LXC containers: do their work in a test block with `docker: {image: …}`',
      }),
    }));
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
