// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import { MAX_DEFINITION } from '@lava/protocol/api/jobs.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import type { Run } from '../engine/step.ts';
import type { Repository } from '../host/git.ts';
import { runTool } from '../host/tool.ts';
import { OverlayTree } from '../image/tree.ts';
import type { PlannedDefinition } from './add-definition.ts';
import type { Definition } from './definition-schema.ts';
import type { OverlayDefinition } from './overlay.ts';
import { checkTestDefinition, parseTestDefinition } from './test-definition-file.ts';

type From<K extends Definition['from']> = Extract<Definition, { from: K }>;

export function fromInline(run: Run, planned: PlannedDefinition, block: From<'inline'>): OverlayDefinition {
  const files = new OverlayTree();
  const path = relativePath(block);
  const file = checkTestDefinition(`inline definition ${block.name}`, block.repository);
  files.text(path, dumpYaml(block.repository));
  return { ...planned, uuid: uuid(run), files, file, commit: undefined };
}

export async function fromGit(
  run: Run,
  planned: PlannedDefinition,
  block: From<'git'>,
  repository: Repository,
): Promise<OverlayDefinition> {
  const clone = await run.job.host.clones.get(run.progress, repository);
  const files = new OverlayTree();
  files.addTree('', clone.directory, new Set(block.history === false ? ['.git'] : []));
  const file = readDefinition(block, clone.directory);
  run.result({ commit: clone.commit, repository: block.repository, path: block.path });
  return { ...planned, uuid: uuid(run), files, file, commit: clone.commit };
}

export async function fromArchive(
  run: Run,
  planned: PlannedDefinition,
  block: From<'url'>,
  archive: string,
): Promise<OverlayDefinition> {
  const directory = await mkdtemp(join(run.job.host.workDir, 'definition-'));
  const strip = block['strip-components'];
  const options = strip === undefined ? [] : [`--strip-components=${strip}`];
  const result = await runTool(run.progress, ['tar', '-C', directory, ...options, '-xf', archive], {
    allowFailure: true,
  });
  if (result.status !== 0)
    throw new LavaError(
      'definition-invalid',
      `${block.repository} cannot be unpacked: ${result.stderr.trim()}`,
    );
  const files = new OverlayTree();
  files.addTree('', directory);
  return { ...planned, uuid: uuid(run), files, file: readDefinition(block, directory), commit: undefined };
}

/** `<job>_<level of this step>`: names the run on the console. */
function uuid(run: Run): string {
  return `${run.job.id}_${run.step.level}`;
}

function readDefinition(block: Definition, directory: string) {
  const path = relativePath(block);
  const file = join(directory, path);
  const what = `definition ${block.name} (${path} of ${String(block.repository)})`;
  if (!existsSync(file)) throw new LavaError('definition-invalid', `${what}: there is no such file`);
  try {
    return parseTestDefinition(what, readRegular(file, MAX_DEFINITION).toString('utf8'));
  } catch (error) {
    if (!(error instanceof LavaError) || error.code === 'definition-invalid') throw error;
    throw new LavaError('definition-invalid', `${what}: ${error.message.replaceAll(directory, '')}`);
  }
}

/** @throws LavaError `definition-invalid` for a path that leaves the definition's directory */
function relativePath({ path, name }: Definition): string {
  const clean = posix.normalize(path).replace(/^\/+/, '');
  if (clean.split('/').includes('..') || clean === '' || clean === '.')
    throw new LavaError('definition-invalid', `definition ${name}: ${path} is no path within its repository`);
  return clean;
}
