// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUESTS, type GuestArch } from '@lava/guest/guest.ts';
import type { Job, TestResult } from '@lava/protocol/api/jobs.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

/** Where the examples say that their files are: on the worker, made by lava-make-guest. */
export const IMAGES = '/srv/images';

/** Every test case of the example and what it must say, in the order of the log. */
export const EXPECTED: Record<string, Verdict> = {
  'kernel-is-linux': 'pass',
  'boot-time': 'pass',
  'memory/total': 'pass',
  'memory/enough': 'pass',
  network: 'skip',
  'file-systems': 'pass',
};

/** An example as the demo submits it. */
export interface DemoJob {
  /** Below the repository. */
  file: string;
  text: string;
}

/** The example for a board with U-Boot, unchanged. */
export function boardJob(): DemoJob {
  return exampleJob('u-boot-first-job.yaml');
}

/** The example for QEMU on a guest of this architecture. */
export function guestJob(arch: GuestArch): DemoJob {
  return { ...exampleJob('qemu-first-job.yaml'), text: firstJob(arch) };
}

function exampleJob(name: string): DemoJob {
  return { file: `examples/jobs/${name}`, text: readFileSync(join(EXAMPLES, 'jobs', name), 'utf8') };
}

/** The example for a guest of this architecture, unchanged or with its files at `url`. */
export function firstJob(arch: GuestArch, url = `file://${IMAGES}`): string {
  return forGuest(exampleJob('qemu-first-job.yaml').text, { arch, url });
}

/** An example for guests, with this architecture and with its files at `url`. */
export function forGuest(example: string, { arch, url }: { arch: GuestArch; url: string }): string {
  const text = example.replaceAll(`file://${IMAGES}`, url);
  if (arch === 'amd64') return text;
  const { machine, console } = GUESTS[arch];
  const option = (name: string) => machine[machine.indexOf(name) + 1] ?? '';
  return text
    .replace('arch: amd64', `arch: ${arch}`)
    .replace('cpu: max', `cpu: ${option('-cpu')}`)
    .replace('machine: q35', `machine: ${option('-machine')}`)
    .replace('console=ttyS0', `console=${console}`);
}

export function firstDevice(): { name: string; dictionary: string } {
  return { name: 'qemu-01', dictionary: readFileSync(join(EXAMPLES, 'devices/qemu-01.jinja2'), 'utf8') };
}

/** What is not as it should be; empty when the job is Complete and every test case is as expected. */
export function judge(job: Job, results: TestResult[]): string[] {
  const problems: string[] = [];
  if (job.health !== 'complete')
    problems.push(`the job is ${job.health}: ${job.error?.message ?? 'no reason given'}`);
  const found = new Map(
    results.filter(({ suite }) => suite !== 'lava').map((result) => [nameOf(result), result]),
  );
  for (const [name, verdict] of Object.entries(EXPECTED)) {
    const result = found.get(name);
    if (!result) problems.push(`test case ${name} is missing`);
    else if (result.result !== verdict)
      problems.push(`test case ${name} is ${result.result}, not ${verdict}`);
  }
  for (const name of found.keys())
    if (!(name in EXPECTED)) problems.push(`test case ${name} is not expected`);
  for (const { suite, name, result } of results) {
    if (suite === 'lava' && result === 'fail') problems.push(`step ${name} failed`);
  }
  return problems;
}

function nameOf({ set, name }: TestResult): string {
  return set === null ? name : `${set}/${name}`;
}
