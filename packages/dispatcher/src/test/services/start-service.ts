// SPDX-License-Identifier: Apache-2.0
import { existsSync, statSync } from 'node:fs';
import { appendFile, mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { testServices } from '../../board/test-services.ts';
import { composeWords } from '../../container/compose.ts';
import { MAKING } from '../../container/container.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { Allowance, unpackedLimit } from '../../host/allowance.ts';
import type { Repository } from '../../host/git.ts';
import { runTool } from '../../host/tool.ts';
import { loadTar } from '../../image/load-tar.ts';
import { writeTree } from '../../image/pack.ts';
import { OverlayTree } from '../../image/tree.ts';
import { cleanPath } from '../../job/path.ts';
import type { Service } from './schema.ts';

/** @throws LavaError `host-tool-missing`, `path-invalid` */
export async function checkService(run: Run, service: Service): Promise<void> {
  cleanPath(service.path, `service ${service.name}`);
  await composeWords(run);
}

/** Starts the containers of a compose file, which serve until the job ends, or the command stop_test_services. */
export async function startService(
  run: Run,
  { job, device }: Pick<PlanContext, 'job' | 'device'>,
  service: Service,
  archive: string | undefined,
): Promise<void> {
  const { name, path, service: only } = service;
  run.result({ name });
  const directory = await filesOf(run, service, archive);
  const file = join(directory, cleanPath(path, `service ${name}`));
  if (!existsSync(file))
    throw new LavaError('artefact-invalid', `service ${name}: there is no ${path} in what was fetched`);
  const variables = join(dirname(file), '.env');
  if (statSync(variables, { throwIfNoEntry: false })?.isFile() === false)
    throw new LavaError('artefact-invalid', `service ${name}: .env next to ${path} must be a file`);
  await appendFile(variables, environmentOf({ ...device.environment, ...job.environment }));
  const project =
    `lava-${run.job.id}-${run.step.level.replaceAll('.', '-')}-test-service-${name}`.toLowerCase();
  // Whatever else is called like a compose file; and programs of their own ask for it.
  const compose = [...(await composeWords(run)), '--project-name', project, '--file', file];
  const down = [...compose, 'down', '--volumes', '--remove-orphans'];
  const { leases, env } = run.job.host;
  const key = `services ${project}`;
  const running = testServices(run.job);
  // As of a single container: the engine continues with what a client that was killed had asked for.
  let starting = true;
  const undo = [{ run: ['sleep', String(MAKING)] }, { run: down, env }];
  leases.take(key, { kind: 'container', what: `stop the service ${name}`, undo });
  running.set(project, async (progress) => {
    if (starting) await progress.sleep(MAKING * 1_000);
    await runTool(progress, down, { env, cwd: dirname(file) });
    running.delete(project);
    leases.release(key);
  });
  run.cleanup.add(`stop the service ${name}`, async (progress) => running.get(project)?.(progress));
  const up = [...compose, 'up', '--detach', ...(only ? [only] : [])];
  const { stdout, stderr } = await runTool(run.progress, up, { env, cwd: dirname(file) }).finally(() => {
    starting = run.progress.signal.aborted;
  });
  for (const said of `${stdout}${stderr}`.split('\n'))
    if (said.trim() !== '') run.log.commandOutput(`>> ${said}`);
}

/** A directory with the files of the service, which are the job's own. No link leads out of it. */
async function filesOf(run: Run, service: Service, archive: string | undefined): Promise<string> {
  const { workDir, clones, settings } = run.job.host;
  const directory = await mkdtemp(join(workDir, 'service-'));
  const what = `service ${service.name}`;
  const warn = (text: string) => run.log.warning(text);
  const tree = new OverlayTree();
  if (archive !== undefined) {
    const allowance = new Allowance(directory, unpackedLimit(settings));
    await loadTar(run.progress, tree, { what, archive, spool: join(directory, 'contents'), allowance, warn });
  } else if (service.from === 'git') {
    const clone = await clones.get(run.progress, repositoryOf(service));
    const skip = new Set(service.history === false ? ['.git'] : []);
    await tree.addTree('', clone.directory, { skip, what, warn });
    run.result({ commit: clone.commit });
  }
  const files = join(directory, 'files');
  await writeTree(run.progress, tree, files, warn);
  return files;
}

function repositoryOf({
  repository,
  branch,
  revision,
  recursive,
}: Extract<Service, { from: 'git' }>): Repository {
  return {
    url: repository,
    branch,
    revision,
    shallow: revision === undefined,
    recursive: recursive ?? false,
  };
}

/** @throws LavaError `job-invalid` for a value that would begin another line */
function environmentOf(variables: Readonly<Record<string, unknown>>): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      if (/[\r\n]/.test(String(value)))
        throw new LavaError(
          'job-invalid',
          `environment: ${name} has several lines, which a service cannot get`,
        );
      return `\n${name}=${value}\n`;
    })
    .join('');
}
