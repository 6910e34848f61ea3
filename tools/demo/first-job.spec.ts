// SPDX-License-Identifier: Apache-2.0
import type { Job, TestResult } from '@lava/protocol/api/jobs.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import { EXPECTED, firstJob, judge } from './first-job.ts';

const complete = { health: 'complete', error: null } as Job;

function resultsOf(expected: Record<string, string>): TestResult[] {
  return Object.entries(expected).map(([path, result]) => {
    const [name = '', set = null] = path.split('/').reverse();
    return { suite: '0_first', set, name, result } as TestResult;
  });
}

describe('the demo job', () => {
  it('gets the address and the guest of the machine it runs on', () => {
    const job = loadYaml(firstJob('arm64', 'http://127.0.0.1:4711')) as {
      context: object;
      actions: { deploy?: { images: Record<string, { url: string; image_arg: string }> } }[];
    };
    expect(job.context).toMatchObject({ arch: 'arm64', machine: 'virt', cpu: 'cortex-a53' });
    const images = job.actions[0]?.deploy?.images;
    expect(images?.kernel?.url).toBe('http://127.0.0.1:4711/kernel');
    expect(images?.kernel?.image_arg).toContain('console=ttyAMA0,115200');
    expect(firstJob('amd64', 'http://127.0.0.1:4711')).not.toContain('/srv/images');
  });

  it('names in its steps every case that is expected of it', () => {
    const text = firstJob('amd64', 'http://x');
    for (const path of Object.keys(EXPECTED))
      expect(text).toContain(`lava-test-case ${path.split('/').at(-1)}`);
  });

  it('is as expected, or not, for every reason', () => {
    expect(judge(complete, resultsOf(EXPECTED))).toEqual([]);
    const failed = { health: 'incomplete', error: { code: 'x', kind: 'job', message: 'no prompt' } } as Job;
    expect(judge(failed, resultsOf(EXPECTED))).toEqual(['the job is incomplete: no prompt']);
    expect(judge(complete, resultsOf({ ...EXPECTED, network: 'pass', extra: 'pass' }))).toEqual([
      'test case network is pass, not skip',
      'test case extra is not expected',
    ]);
    expect(judge(complete, [])).toHaveLength(Object.keys(EXPECTED).length);
    const step = { suite: 'lava', name: 'http-download', result: 'fail' } as TestResult;
    expect(judge(complete, [...resultsOf(EXPECTED), step])).toEqual(['step http-download failed']);
  });
});
