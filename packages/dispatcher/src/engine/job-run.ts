// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import type { Job } from '@lava/protocol/job/job.ts';
import type { Downloads } from '../host/downloads.ts';
import type { GitClones } from '../host/git.ts';
import type { GroupCalls } from '../host/group-calls.ts';
import type { Leases } from '../host/leases.ts';
import type { LiveConsoles } from '../host/live/live-consoles.ts';
import type { Board } from '../job/board.ts';
import type { JobLog } from '../records/job-log.ts';

/** What all steps of a running job share. */
export interface JobRun {
  id: string;
  job: Job;
  device: Device;
  /** The device, parsed. */
  board: Board;
  log: JobLog;
  /** When the job's own time is up, on the monotonic clock, milliseconds; set when it starts. */
  deadline?: number;
  /** Time for finalize and all clean-up together, milliseconds. */
  cleanupTime: number;
  /** The worker's own environment of the job: directories, addresses, settings. */
  host: Host;
  /** Set by whoever powers the device, and by the test shell; `dt` of the first power on and of the last signal. */
  timing: { poweredAt?: string; lastSignalAt?: string };
  /** Steps with expected cases whose own code has begun: it reports those that do not come. */
  begun: Set<object>;
}

export interface Host {
  /** Directory for this job's temporary files; removed at the end. */
  workDir: string;
  /** Artefacts, through the cache that all jobs of the worker share. */
  downloads: Downloads;
  /** Repositories of test definitions. */
  clones: GitClones;
  /** What the job takes that would outlive this process. */
  leases: Leases;
  /** What the worker's daemon and this process share; absent where there is no daemon. */
  jobDir: string | undefined;
  /** For how long the board is to be held after a failure, as it was asked while the job ran, seconds; 0: not at all. */
  askedHold: () => Promise<number | undefined>;
  /** What the job asks of the other jobs of its group; absent where no worker carries it. */
  calls?: GroupCalls | undefined;
  /** Where people watch the consoles, and type; absent where nobody can. */
  live?: LiveConsoles | undefined;
  /** LAVA's dispatcher.yaml, parsed. */
  settings: Record<string, unknown>;
  /** Address under which devices reach this worker; found when first needed. */
  dispatcherIp: () => string;
  /** Variables for the device's shell, from env-dut.yaml. */
  envDut: Record<string, string>;
  /** Environment of programs that the job starts on the worker. */
  env: Record<string, string>;
}
