// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Run } from '../engine/step.ts';
import { cleanPath } from '../job/path.ts';
import type { Definition } from './definition-schema.ts';
import { distroOf } from './operating-system.ts';
import type { Overlay, OverlayDefinition } from './overlay.ts';
import { installScript, runScript } from './run-script.ts';
import type { TestDefinitionFile } from './test-definition-file.ts';

/** What the plan knows of a definition. */
export type PlannedDefinition = Pick<OverlayDefinition, 'block' | 'stage' | 'run'>;

/** `lava` is the suite of the dispatcher's own steps. */
const RESERVED = 'lava';

/** Puts the definition's files and what is known of it into the overlay. */
export async function addDefinition(
  run: Run,
  overlay: Overlay,
  definition: OverlayDefinition,
): Promise<void> {
  const { block, file, files, uuid, commit } = definition;
  checkName(block);
  const directory = overlay.place(definition);
  overlay.tree.addAll(files, directory);
  overlay.tree.text(`${directory}/testdef.yaml`, dumpYaml(file));
  const { os, devices, environment } = file.metadata ?? {};
  const vcs = block.from === 'git' ? 'git' : block.from;
  const metadata = {
    ...(os !== undefined && { os }),
    ...(devices !== undefined && { devices }),
    ...(environment !== undefined && { environment }),
    branch_vcs: vcs,
    project_name: file.metadata?.name ?? block.name,
    ...(commit !== undefined && { commit_id: commit }),
  };
  overlay.tree.text(`${directory}/testdef_metadata`, dumpYaml(metadata));
  overlay.tree.text(`${directory}/uuid`, uuid);
  overlay.definitions.push(definition);
  run.result({ uuid, ...described(definition) });
}

/** Names are parts of paths, of lines on the console and of suites. */
function checkName({ name }: Definition): void {
  if (name === RESERVED)
    throw new LavaError(
      'definition-invalid',
      'a definition cannot be named lava: that suite holds the steps of the job',
    );
  if (!/^[\w.-]+$/.test(name))
    throw new LavaError(
      'definition-invalid',
      `${name} is not a name for a definition: letters, digits, _, - and . only`,
    );
}

export async function addInstallScript(
  run: Run,
  { os }: PlanContext,
  overlay: Overlay,
  definition: OverlayDefinition,
): Promise<void> {
  const { block, file, uuid } = definition;
  const skip = new Set<string>(block.skip_install ?? []);
  const { install } = file;
  if (!install || skip.has('all')) {
    run.result(install ? { 'skipped test-install-overlay': uuid } : { uuid });
    return;
  }
  const unless = <T>(what: string, items: readonly T[] | null | undefined): T[] =>
    skip.has(what) ? [] : [...(items ?? [])];
  const distro = distroOf(os);
  const own = distro === undefined ? [] : ((install[`deps-${distro}`] ?? []) as string[]);
  const directory = overlay.place(definition);
  await cloneRepositories(run, overlay, definition, unless('git-repos', install['git-repos']));
  overlay.tree.text(
    `${directory}/install.sh`,
    installScript({
      directory,
      ...parameters(file, block),
      keys: unless('keys', install.keys),
      sources: unless('sources', install.sources),
      packages: unless('deps', [...(install.deps ?? []), ...own]),
      steps: unless('steps', install.steps),
    }),
    0o755,
  );
  run.result({ uuid });
}

type GitRepo = NonNullable<NonNullable<TestDefinitionFile['install']>['git-repos']>[number];

/** Repositories that a definition needs in addition to its own files; a value may be the name of a parameter. */
async function cloneRepositories(
  run: Run,
  overlay: Overlay,
  definition: OverlayDefinition,
  repositories: readonly GitRepo[],
): Promise<void> {
  const { defaults, parameters: given } = parameters(definition.file, definition.block);
  const value = (text: string) => String(given[text] ?? defaults[text] ?? text);
  for (const each of repositories) {
    const { url, branch, destination } =
      typeof each === 'string' ? { url: each, branch: undefined, destination: undefined } : each;
    const address = value(url);
    const clone = await run.job.host.clones.get(run.progress, {
      url: address,
      branch: branch === undefined ? undefined : value(branch),
      shallow: true,
      recursive: false,
    });
    const name =
      destination ??
      address
        .replace(/\/+$/, '')
        .replace(/^.*\//, '')
        .replace(/\.git$/, '');
    const what = `git-repos of definition ${definition.block.name}`;
    const place = cleanPath(value(name), what);
    await overlay.tree.addTree(`${overlay.place(definition)}/${place}`, clone.directory, {
      what,
      warn: (text) => run.log.warning(text),
    });
  }
}

export async function addRunScript(
  run: Run,
  { board }: PlanContext,
  overlay: Overlay,
  definition: OverlayDefinition,
): Promise<void> {
  const { block, file, uuid, stage } = definition;
  const directory = overlay.place(definition);
  const text = runScript({
    run: definition.run,
    directory,
    bin: `${overlay.directory}/bin`,
    ...parameters(file, block),
    steps: [...(file.run?.steps ?? [])],
    kmsg: block['lava-signal'] === 'kmsg',
    characterDelay: board.delays.test / 1000,
  });
  overlay.tree.text(`${directory}/run.sh`, text, 0o755);
  const list = overlay.definitions
    .filter((each) => each.stage === stage)
    .map((each) => `${overlay.place(each)}\n`);
  overlay.tree.text(`${overlay.directory}/${stage}/lava-test-runner.conf`, list.join(''));
  run.result({ uuid, filename: `${directory}/run.sh`, ...described(definition) });
}

function described({ block }: OverlayDefinition): Record<string, unknown> {
  return {
    name: block.name,
    path: block.path,
    from: block.from,
    ...(block.from !== 'inline' && { repository: block.repository }),
  };
}

/** Of the two keys that hold them, `parameters` wins in a definition and `params` in a job, as in LAVA. */
function parameters(file: TestDefinitionFile, block: Definition) {
  return {
    defaults: { ...file.params, ...file.parameters },
    parameters: { ...block.parameters, ...block.params },
  };
}
