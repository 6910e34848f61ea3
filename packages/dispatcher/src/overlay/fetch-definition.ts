// SPDX-License-Identifier: Apache-2.0
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { MAX_DEFINITION } from '@lava/protocol/job/limits.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import type { Run } from '../engine/step.ts';
import { Allowance, unpackedLimit } from '../host/allowance.ts';
import type { Repository } from '../host/git.ts';
import { loadTar } from '../image/load-tar.ts';
import { Parts } from '../image/part.ts';
import { OverlayTree } from '../image/tree.ts';
import { cleanPath } from '../job/path.ts';
import type { PlannedDefinition } from './add-definition.ts';
import type { Definition } from './definition-schema.ts';
import type { OverlayDefinition } from './overlay.ts';
import { checkTestDefinition, parseTestDefinition } from './test-definition-file.ts';

type From<K extends Definition['from']> = Extract<Definition, { from: K }>;

export function fromInline(run: Run, planned: PlannedDefinition, block: From<'inline'>): OverlayDefinition {
  const files = new OverlayTree();
  const path = pathOf(block);
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
  const skip = new Set(block.history === false ? ['.git'] : []);
  const what = `repository of definition ${block.name}`;
  await files.addTree('', clone.directory, { skip, what, warn: (text) => run.log.warning(text) });
  const file = await readDefinition(run, block, files);
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
  const files = new OverlayTree();
  await loadTar(run.progress, files, {
    what: `archive of definition ${block.name}`,
    archive,
    spool: join(directory, 'contents'),
    allowance: new Allowance(directory, unpackedLimit(run.job.host.settings)),
    strip: block['strip-components'] ?? 0,
    warn: (text) => run.log.warning(text),
  });
  const file = await readDefinition(run, block, files);
  return { ...planned, uuid: uuid(run), files, file, commit: undefined };
}

/** `<job>_<level of this step>`: names the run on the console. */
function uuid(run: Run): string {
  return `${run.job.id}_${run.step.level}`;
}

/** The definition among its files: a regular one, for a link could lead anywhere. */
async function readDefinition(run: Run, block: Definition, files: OverlayTree) {
  const path = pathOf(block);
  const what = `definition ${block.name} (${path} of ${String(block.repository)})`;
  const entry = files.resolve(path);
  if (!entry) throw new LavaError('definition-invalid', `${what}: there is no such file`);
  if (entry.kind !== 'file')
    throw new LavaError('definition-invalid', `${what} is a ${entry.kind}, not a file`);
  if (entry.size > MAX_DEFINITION)
    throw new LavaError('too-large', `${what} is larger than ${MAX_DEFINITION} bytes`);
  await using parts = new Parts();
  const chunks: Buffer[] = [];
  for await (const chunk of parts.read(run.progress, entry)) chunks.push(chunk);
  return await parseTestDefinition(what, Buffer.concat(chunks).toString('utf8'));
}

/** @throws LavaError `path-invalid` for a path that leaves the definition's directory */
function pathOf({ path, name }: Definition): string {
  return cleanPath(path, `definition ${name}`);
}
