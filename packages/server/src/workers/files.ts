// SPDX-License-Identifier: Apache-2.0
import { type SavedText, type TextVersion, WORKER_FILES, type WorkerFile } from '@lava/protocol/api/lab.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { toPlain } from '@lava/yaml/plain.ts';
import type * as z from 'zod';
import { assertMay, may } from '../accounts/access.ts';
import type { Database, Queries } from '../db/database.ts';
import { audit } from '../db/queries/audit.ts';
import { filesOfWorker, getText, putText, textHistory } from '../db/queries/texts.ts';
import { toTextVersion } from '../device-types/text-view.ts';
import type { Actor } from '../rights/permissions.ts';
import { notFound } from '../rights/refusals.ts';

/**
 * Files that LAVA keeps for each worker, and that its jobs get: `config` is the dispatcher's, `env` the environment of what
 * runs on the host, `env-dut` that of tests. They can hold passwords of proxies, so they are for those who may change the worker.
 */

type Version = z.infer<typeof TextVersion>;

const KINDS = { config: 'worker-config', env: 'worker-env', 'env-dut': 'worker-env-dut' } as const;

/** @throws LavaError `not-found` when it has none, or it was removed */
export async function workerFile(
  db: Database,
  actor: Actor | null,
  name: string,
  file: WorkerFile,
): Promise<Version> {
  const text = await db.run(async (q) => {
    await assertMayRead(q, actor, name);
    return getText(q, KINDS[file], name);
  });
  if (!text?.text) throw notFound(`${file} of`, name);
  return toTextVersion(text);
}

/** Which it has: for all who see the worker. @throws LavaError `not-found` */
export async function workerHasFiles(
  db: Database,
  actor: Actor | null,
  name: string,
): Promise<Set<WorkerFile>> {
  const { dispatcher, env, envDut } = await db.run(async (q) => {
    await may(q, actor, 'change', 'worker', name);
    return filesOfWorker(q, name);
  });
  const texts: Record<WorkerFile, string | undefined> = { config: dispatcher, env, 'env-dut': envDut };
  return new Set(WORKER_FILES.filter((file) => texts[file] !== undefined));
}

export function workerFileHistory(
  db: Database,
  actor: Actor | null,
  name: string,
  file: WorkerFile,
): Promise<Version[]> {
  return db.run(async (q) => {
    await assertMayRead(q, actor, name);
    return (await textHistory(q, KINDS[file], name)).map(toTextVersion);
  });
}

/**
 * An empty text removes it. Jobs that run already keep what they have.
 * @param expected the version that the writer has seen; another one is a `conflict`
 * @throws LavaError `yaml-syntax`, `request-invalid` for a text that is not a mapping
 */
export async function setWorkerFile(
  db: Database,
  actor: Actor | null,
  name: string,
  file: WorkerFile,
  { text, expected }: { text: string; expected?: number | undefined },
): Promise<SavedText> {
  await db.run((q) => assertMay(q, actor, 'change', { kind: 'worker', name }));
  const content = toPlain(loadYaml(text) ?? null) ?? {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new LavaError('request-invalid', `the ${file} of a worker must be a mapping in YAML`);
  return db.transaction(async (q) => {
    const { username } = await assertMay(q, actor, 'change', { kind: 'worker', name });
    const stored = await putText(q, KINDS[file], name, text, username, expected);
    const now = text === '' ? 'removed' : `version ${stored.version}`;
    await audit(q, { actor: username, kind: 'worker', object: name, action: file, new: now });
    return { ...toTextVersion(stored), problems: [] };
  });
}

function assertMayRead(q: Queries, actor: Actor | null, name: string): Promise<Actor> {
  return assertMay(q, actor, 'change', { kind: 'worker', name, doing: 'see the files of workers' });
}
