// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { isAlive, ProcessId } from '@lava/kit/process/identity.ts';
import * as z from 'zod';

/** What the daemon says about itself, for `lava-slave status`; a file, so that it can be read also when it hangs. */
export const DaemonStatus = z.object({
  process: ProcessId,
  version: z.string(),
  name: z.string(),
  server: z.string(),
  link: z.enum(['up', 'down']),
  /** Since when, ISO. */
  since: z.string(),
  /** The server, as of the last welcome; how far this worker's clock is ahead of its, seconds. */
  peer: z.object({ version: z.string(), clockDifference: z.number() }).optional(),
  problem: z.object({ message: z.string(), hint: z.string().optional() }).optional(),
  jobs: z.array(z.object({ job: z.int(), state: z.string() })),
  /** The accounts of jobs: how many, and how many have a name; or why they have none of their own. */
  accounts: z.union([z.object({ count: z.int(), named: z.int() }), z.object({ why: z.string() })]).optional(),
  /** What jobs left that cannot be removed. */
  leftovers: z.array(z.object({ path: z.string(), problem: z.string() })).default([]),
});
export type DaemonStatus = z.infer<typeof DaemonStatus>;

/** The clocks of worker and server may differ by so much without a word, milliseconds. */
export const CLOCK_TOLERANCE = 60_000;

/** Bytes. */
const MAX_STATUS = 16 * 1024 * 1024;
/** Milliseconds. */
const LOOK_AGAIN = 50;

const statusFile = (stateDir: string) => join(stateDir, 'daemon.json');

export function writeStatus(stateDir: string, status: DaemonStatus): void {
  replaceFile(statusFile(stateDir), `${JSON.stringify(status)}\n`, { durable: false });
}

/** Undefined when no daemon ever ran here, or what it wrote is not readable. */
export function readStatus(stateDir: string): (DaemonStatus & { running: boolean }) | undefined {
  try {
    const status = DaemonStatus.parse(JSON.parse(readRegular(statusFile(stateDir), MAX_STATUS).toString()));
    return { ...status, running: isAlive(status.process) };
  } catch {
    return undefined; // no file, or one of another version
  }
}

/**
 * What a daemon that runs here did after `join` stored a server at `joined`: linked since then, or where it is after
 * `time` milliseconds. Undefined when none runs.
 */
export async function awaitLink(stateDir: string, joined: string, time: number) {
  const deadline = performance.now() + time;
  for (;;) {
    const status = readStatus(stateDir);
    if (!status?.running) return undefined;
    if ((status.link === 'up' && status.since >= joined) || performance.now() > deadline) return status;
    await sleep(LOOK_AGAIN);
  }
}

/** For people; what is wrong comes first. */
export function formatStatus(status: ReturnType<typeof readStatus>): string {
  if (!status) return 'The worker has never run here.\n';
  if (!status.running) return 'The worker is not running.\n';
  const lines = [
    status.link === 'up'
      ? `Linked to ${status.server} as ${status.name} since ${status.since}.`
      : `Not linked to ${status.server || 'a server'} since ${status.since}: ${status.problem?.message ?? 'connecting'}.`,
  ];
  if (status.problem?.hint && status.link === 'down') lines.push(`What to do: ${status.problem.hint}.`);
  const ahead = status.peer?.clockDifference ?? 0;
  if (status.link === 'up' && Math.abs(ahead) * 1_000 > CLOCK_TOLERANCE) {
    lines.push(
      `The clock here is ${Math.round(Math.abs(ahead))} s ${ahead > 0 ? 'ahead of' : 'behind'} the server's.`,
    );
    lines.push("What to do: set this machine's clock, e.g. by NTP; the times in jobs' logs come from it.");
  }
  lines.push(`Version ${status.version}, process ${status.process.pid}.`);
  for (const { job, state } of status.jobs) lines.push(`Job ${job}: ${state}.`);
  if (status.jobs.length === 0) lines.push('No jobs.');
  for (const { problem } of status.leftovers) lines.push(`Set aside: ${problem}.`);
  return `${lines.join('\n')}\n`;
}
