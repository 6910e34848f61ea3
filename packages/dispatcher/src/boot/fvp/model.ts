// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Deployed } from '../../artefact/deployed.ts';
import { consolesOf } from '../../board/consoles.ts';
import type { Connection } from '../../console/connection.ts';
import { OUT_OF_TIME } from '../../console/guard.ts';
import { pattern, unusable } from '../../console/pattern.ts';
import { searchHere } from '../../console/search.ts';
import { Container, containerName, networkOf } from '../../container/container.ts';
import { engineWords } from '../../container/engine.ts';
import { fetchImage } from '../../container/images.ts';
import { optionsOf } from '../../container/run-options.ts';
import type { JobRun } from '../../engine/job-run.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import { waitTime } from '../../engine/waits.ts';
import { ownCopy } from '../../host/own-file.ts';
import type { FvpBlock, FvpDevice } from './schema.ts';
import { FILES_PLACE, modelWords } from './words.ts';

export type Context = PlanContext<FvpBlock, FvpDevice>;

/** A model that runs, and where it shows consoles. */
export interface Model {
  container: Container;
  /** Of the device's own console; undefined where the job does not say how the model says it. */
  port: number | undefined;
  /** Name → port. */
  feedbacks: ReadonlyMap<string, number>;
}

const VERSION = 'Fast Models[^\\n]+';

/** @throws LavaError `job-invalid`, `host-tool-missing`, `step-unavailable`, `test-pattern` */
export function checkModel(job: JobRun, context: Context, { files }: Deployed): void {
  const { block, settings } = context;
  engineWords(job);
  modelWords(block.arguments ?? [], [...files.keys()]);
  for (const source of [block.version_string, block.console_string, ...(block.feedbacks ?? [])])
    if (source !== undefined) pattern(source);
  if (block.ubl_license !== undefined || settings?.options?.ubl_license)
    throw new LavaError('step-unavailable', '`ubl_license`: user-based licenses are not supported yet', {
      hint: 'use a license server: license_variable: ARMLMD_LICENSE_FILE=PORT@HOST',
    });
  if ((block.use_telnet ?? true) && block.console_string === undefined)
    throw new LavaError(
      'job-invalid',
      '`console_string` is missing: without it the port of the console is unknown',
      {
        hint: 'or set use_telnet: false, if the model shows its console itself',
      },
    );
}

/** Asks the model which version it is, for the results. */
export async function checkVersion(run: Run, context: Context): Promise<void> {
  const { block } = context;
  const engine = engineWords(run.job);
  await fetchImage(run, engine, { ...block.docker, image: block.docker.name });
  const container = await create(run, context, ['--version'], false);
  const { stdout, stderr } = await container.runToEnd();
  await container.remove(run.progress);
  const source = block.version_string ?? VERSION;
  const found = searchHere([pattern(source)], { text: `${stdout}\n${stderr}`, from: 0, scanned: 0 }, false);
  if (found === OUT_OF_TIME) throw unusable(source, 'takes too long');
  const [version] = found?.hit.parts ?? [];
  if (version === undefined)
    throw new LavaError('job-invalid', `the model does not say its version: no line fits ${source}`, {
      hint: 'set version_string to a regular expression for what `MODEL --version` prints',
    });
  run.log.result({
    ...{ definition: 'lava', case: 'fvp-version', result: 'pass' },
    ...{ namespace: run.step.namespace, level: run.step.level },
    extra: { 'fvp-version': version.trim() },
  });
}

/** Starts the model; its own terminal is the console of the namespace until a port of it is. */
export async function runModel(
  run: Run,
  context: Context,
  deployed: Deployed,
  console: Slot<Connection>,
): Promise<Model> {
  const { block, board } = context;
  const { namespace } = run.step;
  await consolesOf(run.job).close(namespace);
  console.clear();
  const words = modelWords(block.arguments ?? [], [...deployed.files.keys()]);
  const container = await create(run, context, words, true);
  await copyFiles(run, container, deployed);
  run.job.timing.poweredAt ??= run.log.now();
  const connection = await container.attach(namespace);
  connection.characterDelay = board.delays.boot;
  console.set(connection);
  return { container, ...(await portsOf(run, connection, block)) };
}

function create(
  run: Run,
  { block, settings }: Context,
  args: string[],
  terminal: boolean,
): Promise<Container> {
  const { docker, image, environment = [], license_variable: license } = block;
  const kind = terminal ? 'lava-fvp' : 'lava-fvp-version';
  const variables = [...environment, ...(license === undefined ? [] : [license])];
  return Container.create(run, engineWords(run.job), containerName(run, kind, docker.container_name), {
    image: docker.name,
    options: [
      ...['--init', '--hostname', 'lava'],
      ...networkOf(run, docker.network_from),
      ...optionsOf(settings?.options),
      ...variables.flatMap((variable) => ['--env', variable]),
    ],
    command: [image, ...args],
    terminal,
  });
}

async function copyFiles(run: Run, container: Container, { files }: Deployed): Promise<void> {
  const directory = await mkdtemp(join(run.job.host.workDir, 'fvp-'));
  await chmod(directory, 0o755);
  // A model writes to its block devices, and runs programs among the files.
  for (const [role, { file }] of files)
    await chmod(await ownCopy(run.progress, file.get().path, join(directory, role)), 0o755);
  await container.copyIn(directory, FILES_PLACE);
  await rm(directory, { recursive: true });
}

/** Waits until the model has said all its ports, in whatever order. */
async function portsOf(
  run: Run,
  connection: Connection,
  { console_string: own, feedbacks = [] }: FvpBlock,
): Promise<Pick<Model, 'port' | 'feedbacks'>> {
  const found = new Map<string, number>();
  let port: number | undefined;
  using limit = waitTime(run);
  const sources = [...(own === undefined ? [] : [own]), ...feedbacks];
  for (const missing = new Set(sources.keys()); missing.size > 0; ) {
    const asked = [...missing];
    const { index, groups } = await connection.expect(
      limit,
      asked.map((i) => pattern(sources[i] as string)),
    );
    const which = asked[index] as number;
    missing.delete(which);
    const said = portOf(groups.PORT, sources[which] as string);
    if (own !== undefined && which === 0) port = said;
    else found.set(nameOf(groups.NAME, found.size), said);
  }
  return { port, feedbacks: found };
}

function portOf(text: string | undefined, source: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text ?? '') && port >= 1 && port <= 65_535) return port;
  throw new LavaError('job-invalid', `${source}: the group PORT must be a port, found ${text ?? 'nothing'}`);
}

/** What a model says is a name only if it looks like one. */
function nameOf(text: string | undefined, number: number): string {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(text ?? '') ? (text as string) : `feedback-${number}`;
}
