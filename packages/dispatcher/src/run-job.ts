// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Cleanup } from '@lava/kit/cleanup.ts';
import { removeTree } from '@lava/kit/fs/remove-tree.ts';
import { JOURNAL } from '@lava/kit/leases/journal.ts';
import { Progress } from '@lava/kit/progress.ts';
import type { Device } from '@lava/protocol/device/device.ts';
import { LavaError, serializeError, toLavaError } from '@lava/protocol/error/error.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { preparePipe } from './console/pipe.ts';
import { runJob } from './engine/job.ts';
import type { JobRun } from './engine/job-run.ts';
import { validatePlan } from './engine/validate.ts';
import { ArtefactCache } from './host/cache.ts';
import { dispatcherIp } from './host/dispatcher-ip.ts';
import { Downloads } from './host/downloads.ts';
import { deviceEnvironment, jobEnvironment, labEnvironment } from './host/environment.ts';
import { GitClones } from './host/git.ts';
import type { GroupCalls } from './host/group-calls.ts';
import { Leases } from './host/leases.ts';
import type { LiveConsoles } from './host/live/live-consoles.ts';
import { fileDirectories } from './host/local-files.ts';
import { boardOf } from './job/board.ts';
import { parseDevice, parseJob } from './job/parse.ts';
import { refuseUnsafe } from './job/unsafe.ts';
import { plan } from './plan.ts';
import { RecordClock } from './records/clock.ts';
import { JobLog, type RecordSink } from './records/job-log.ts';
import { deviceFacts, textFacts } from './secrecy/device-facts.ts';
import type { FactMask } from './secrecy/fact-mask.ts';
import { Mask } from './secrecy/mask.ts';
import { resolveHosts } from './secrecy/resolve-hosts.ts';

/** Time for finalize and all clean-up together, milliseconds, where nobody says otherwise (LAVA's value). */
export const CLEANUP_TIME = 300_000;

/** Time for all checks before a run, milliseconds. */
const CHECK_TIME = 60_000;

/** Texts that a job is made of. */
export interface JobTexts {
  id: string;
  definition: string;
  device: string;
  /** Contents of LAVA's env.yaml, env-dut.yaml and dispatcher.yaml. */
  env?: string | undefined;
  envDut?: string | undefined;
  dispatcher?: string | undefined;
}

export interface JobPlace {
  /** For this job's temporary files; made, and removed at the end. */
  workDir: string;
  cacheDir: string;
  /** For finalize and all clean-up together, seconds. */
  cleanupTime?: number | undefined;
  sink: RecordSink;
  /** Hides facts of the device, which it learns from the texts; absent where whoever reads the log may know them. */
  facts?: FactMask;
  /** To the other jobs of its group. */
  calls?: GroupCalls;
  /** What the worker's daemon and this process share. */
  jobDir?: string;
  /** Where people watch. */
  live?: LiveConsoles;
  canceled: AbortSignal;
  /** Somebody asked again. */
  hurried: AbortSignal;
}

/**
 * Runs a job from its texts to its last record; never throws. Resolves after the records are written, with the status as
 * everybody may read it.
 */
export async function runFromTexts(texts: JobTexts, place: JobPlace): Promise<JobStatus> {
  preparePipe();
  const clock = new RecordClock();
  const { sink, facts } = place;
  let log = new JobLog(sink, clock, new Mask([]), facts);
  let status: JobStatus;
  try {
    const job = parseJob(texts.definition, 'job');
    log = new JobLog(sink, clock, new Mask(Object.values(job.secrets ?? {})), facts);
    place.live?.withLog(log);
    log.info(`lava-run starts job ${texts.id}`);
    const device = readDevice(texts.device, facts);
    // Programs print what a name resolves to.
    if (facts) log.ready = resolveHosts(facts.hosts, (hosts) => facts.learn({ hosts }));
    const planned = await plan(job, device);
    const run = await makeJobRun(texts, place, log, planned);
    status = await runJob(run, planned, place.canceled, place.hurried);
    await Promise.all([run.host.downloads.stop(), run.host.clones.stop()]);
    run.host.leases.close();
  } catch (error) {
    status = reportUnplanned(log, error);
  }
  await removeQuietly(log, place.workDir);
  place.live?.flush();
  const shown = log.status(lastWords(status), status);
  await log.flush();
  return shown;
}

/** @throws LavaError as `parseDevice`; even then the log can hide what is in the text */
function readDevice(text: string, facts: FactMask | undefined): Device {
  try {
    const device = parseDevice(text, 'device');
    facts?.learn(deviceFacts(device));
    return device;
  } catch (error) {
    facts?.learn(textFacts(text));
    throw error;
  }
}

/**
 * Plans a job and checks what its steps need of this machine; runs nothing. The directory is removed at the end.
 * @throws LavaError with every problem
 */
export async function checkFromTexts(
  texts: JobTexts,
  { log, ...place }: Pick<JobPlace, 'workDir' | 'cacheDir'> & { log: JobLog },
): Promise<void> {
  const cleanup = new Cleanup();
  using root = Progress.root();
  using progress = root.child(
    CHECK_TIME,
    () => new LavaError('step-timeout', 'the checks on this machine took too long'),
  );
  try {
    const planned = await plan(parseJob(texts.definition, 'job'), parseDevice(texts.device, 'device'));
    const job = await makeJobRun(texts, place, log, planned);
    await validatePlan({ job, progress, cleanup }, planned);
  } finally {
    await cleanup.run(progress);
    await removeQuietly(log, place.workDir);
  }
}

async function makeJobRun(
  texts: JobTexts,
  {
    workDir,
    cacheDir,
    cleanupTime,
    calls,
    jobDir,
    live,
  }: Pick<JobPlace, 'workDir' | 'cacheDir' | 'cleanupTime' | 'calls' | 'jobDir' | 'live'>,
  log: JobLog,
  { job, device }: Pick<JobRun, 'job' | 'device'>,
): Promise<JobRun> {
  const settings = mapping('dispatcher.yaml', texts.dispatcher);
  refuseUnsafe(job);
  const lab = labEnvironment(mapping('env.yaml', texts.env));
  const env = jobEnvironment(lab, job.secrets, texts.id);
  await removeTree(workDir);
  mkdirSync(workDir, { recursive: true, mode: 0o700 });
  const reach = { env: lab, fileDirs: fileDirectories(), settings };
  const size = Number(settings.cache_size_mb) * 1e6;
  const cache = size > 0 ? new ArtefactCache(cacheDir, size) : new ArtefactCache(cacheDir);
  return {
    id: texts.id,
    job,
    device,
    board: boardOf(device),
    log,
    timing: {},
    begun: new Set(),
    cleanupTime: cleanupTime === undefined ? CLEANUP_TIME : cleanupTime * 1_000,
    host: {
      workDir,
      downloads: new Downloads(cache, log, { ...reach, held: join(workDir, 'held') }),
      clones: new GitClones(join(workDir, 'git'), log, reach),
      leases: new Leases(join(dirname(workDir), JOURNAL)),
      jobDir,
      askedHold: async () =>
        jobDir === undefined ? undefined : (await import('./host/asked-hold.ts')).askedHold(jobDir),
      calls,
      live,
      settings,
      dispatcherIp: () => dispatcherIp(settings),
      env,
      envDut: deviceEnvironment(mapping('env-dut.yaml', texts.envDut), env),
    },
  };
}

function mapping(name: string, text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {};
  const value = loadYaml(text);
  if (value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new LavaError('config-invalid', `${name} is not a mapping`);
}

/** What is wrong before there is anything to run. */
function reportUnplanned(log: JobLog, thrown: unknown): JobStatus {
  const { code, kind, message, hint, problems = [] } = serializeError(thrown);
  const error_type = kind.charAt(0).toUpperCase() + kind.slice(1);
  log.line('exception', `${error_type} error: ${message}`);
  for (const problem of problems) log.line('exception', `  ${problem.message}`);
  if (hint) log.info(`hint: ${hint}`);
  log.result({ definition: 'lava', case: 'job', result: 'fail', error_msg: message, error_type });
  return { health: 'incomplete', code, kind, message };
}

async function removeQuietly(log: JobLog, workDir: string): Promise<void> {
  try {
    await removeTree(workDir);
  } catch (error) {
    log.warning(`${workDir} cannot be removed: ${toLavaError(error).message}`);
  }
}

function lastWords({ health, message }: JobStatus): string {
  switch (health) {
    case 'complete':
      return 'Job finished correctly';
    case 'canceled':
      return `Job canceled: ${message}`;
    case 'incomplete':
      return `Job failed: ${message}`;
  }
}
