// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { expect } from 'vitest';
import { type JobText, jobText, slowSteps } from '../faults/job-text.ts';
import type { HostLab } from './lab.ts';

/** The `n`th line that a guest of `submit` writes. */
const LINE = /line (\d+) of \d+"/;

/** A job for this device whose guest writes so many lines, ten a second, and more in its definition. */
export async function submit(
  lab: HostLab,
  device: string,
  lines: number,
  replace: JobText['replace'] = [],
): Promise<number> {
  const text = jobText('file:///srv/images', 'amd64', {
    steps: slowSteps(lines),
    replace: [['device_type: qemu', `device_type: qemu\ndevice: ${device}`], ...replace],
  });
  lab.master.write('/tmp/job.yaml', text);
  return (await lab.lava<{ id: number }>('jobs', 'submit', '/tmp/job.yaml')).id;
}

/** For `inTheMiddle`: a job on a device of each worker. */
export function onBoth(lab: () => HostLab): (lines: number) => Promise<number[]> {
  return async (lines) => [await submit(lab(), 'w1-board', lines), await submit(lab(), 'w2-qemu', lines)];
}

/** Follows the live log until it has this text; one client that waits, so that the machine is not busy with asking. */
export async function writes(lab: HostLab, id: number, text: string): Promise<void> {
  const follow = `timeout 300 lava jobs logs -f ${id} --json`;
  const { status } = await lab.master.try(`. /root/lava-env; ${follow} 2>/dev/null | grep -m1 -F '${text}'`);
  if (status === 0) return;
  const { state, error } = await lab.lava<Job>('jobs', 'show', String(id));
  const last = (await recordsOf(lab, id)).slice(-5).join('\n');
  throw new Error(
    `job ${id} never said "${text}": it is ${state}, ${error?.message}, and ends with\n${last}`,
  );
}

/** Each job is complete, and nothing of its log is missing or doubled: the numbers of its records, and the guest's own lines. */
export async function expectComplete(lab: HostLab, ...ids: number[]): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const id of ids) {
    await lab.master.sh(`. /root/lava-env; timeout 600 lava jobs logs -f ${id} --json >/dev/null 2>&1 || :`);
    const job = await lab.jobIs(id, 'is finished, with its whole log', (found) => found.logComplete);
    expect(job, JSON.stringify(job.error)).toMatchObject({
      state: 'finished',
      health: 'complete',
      error: null,
    });
    const records = await recordsOf(lab, id);
    expect(records).toHaveLength(job.records);
    const lines = records.flatMap((record) => LINE.exec(record)?.[1] ?? []).map(Number);
    expect(lines).toEqual(lines.map((_, i) => i + 1));
    expect(lines.length).toBeGreaterThan(0);
    jobs.push(job);
  }
  return jobs;
}

/** All stored records, as they are stored. */
export async function recordsOf(lab: HostLab, id: number): Promise<string[]> {
  const output = await lab.master.sh(`. /root/lava-env; exec lava jobs logs ${id} --json`);
  return output.trim().split('\n');
}

/** The longest job that is tried: 8 minutes of lines. */
const MOST_LINES = 4800;

/**
 * Does something in the middle of jobs that write so many lines, and returns the jobs, which are running then. A busy machine
 * may take longer for it than they last: then once more, with jobs of twice the length.
 */
export async function inTheMiddle(
  lab: HostLab,
  lines: number,
  start: (lines: number) => Promise<number[]>,
  act: (...ids: number[]) => Promise<void>,
): Promise<number[]> {
  const ids = await start(lines);
  for (const id of ids) await writes(lab, id, 'line 2 of');
  const failed = await act(...ids).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const jobs = await Promise.all(ids.map((id) => lab.lava<Job>('jobs', 'show', String(id))));
  const over = jobs.some(({ health }) => health === 'complete');
  if (over && lines * 2 <= MOST_LINES) return inTheMiddle(lab, lines * 2, start, act);
  if (failed) throw failed.error;
  for (const job of jobs) expect(job).toMatchObject({ state: 'running' });
  return ids;
}

/** That all of them ran at one time. */
export function expectTogether(jobs: Job[]): void {
  const latestStart = Math.max(...jobs.map(({ startTime }) => Date.parse(startTime ?? '')));
  const firstEnd = Math.min(...jobs.map(({ endTime }) => Date.parse(endTime ?? '')));
  expect(latestStart).toBeLessThan(firstEnd);
}

export async function linked(lab: HostLab, ...workers: HostLab['workers'][number][]): Promise<void> {
  for (const worker of workers) {
    await lab.soon(`${worker.name} is linked`, async () =>
      (await worker.try('lava-slave status')).status === 0 ? true : undefined,
    );
  }
}

export async function serverAnswers(lab: HostLab): Promise<void> {
  await lab.soon('the server answers', () => lab.lava('workers', 'list').then(() => true));
}
