// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';
import { describe, expect, it } from 'vitest';
import { type Told, toldOf } from '../told.ts';
import { asForm, asJson, type LongParts, payloadOf } from './payload.ts';

const JOB = {
  ...{ id: 7, state: 'finished', health: 'complete', priority: 50, submitter: 1, device_type: 'qemu' },
  ...{
    health_check: false,
    submit_time: new Date('2026-11-29T10:00:00Z'),
    end_time: new Date('2026-11-29T10:05:00.25Z'),
  },
  ...{ start_time: new Date('2026-11-29T10:01:00Z'), device: 'qemu-1', next_seq: 3, description: 'boot' },
  ...{ metadata: { 'build-id': 12, tags: ['a'] }, username: 'ann', email: 'ann@x.org', error: null },
  definition:
    'job_name: boot\nmetadata: {build-id: 12}\nsecrets: {key: word}\nnotify:\n  criteria: {status: all}\n  callback: {url: "http://u:p@x/", token: t}\n',
} as unknown as Told;

const texts = async (parts: AsyncIterable<string>) => (await Array.fromAsync(parts)).join('');
async function* of(...all: string[]) {
  yield* all;
}
const LONG: LongParts = {
  log: () => of('- {"msg": "a\\ud83d', '\\ude00 ü"}\n'),
  results: async function* () {
    yield { suite: 'lava', yaml: of('- {name: job, result: pass}\n', '- {name: x, result: fail}\n') };
    yield { suite: '0_a"b', yaml: of() };
  },
};

describe('the body of a callback', () => {
  it('as JSON has what KernelCI and SQUAD read', async () => {
    const body = JSON.parse(await texts(asJson(await payloadOf(JOB), LONG)));
    expect(body).toMatchObject({
      ...{ id: 7, status: 2, status_string: 'complete', state: 5, state_string: 'Finished', health: 1 },
      ...{
        health_string: 'Complete',
        submitter_username: 'ann',
        actual_device_id: 'qemu-1',
        failure_comment: null,
      },
      submit_time: '2026-11-29 10:00:00+00:00',
      end_time: '2026-11-29 10:05:00.250000+00:00',
      metadata: [{ 'build-id': '12' }, { tags: "['a']" }],
    });
    expect(loadYaml(body.definition)).toMatchObject({
      metadata: { 'build-id': 12 },
      secrets: { key: '[MASKED]' },
      notify: { callback: { url: 'http://[MASKED]@x/', token: '[MASKED]' } },
    });
    expect(Object.keys(body.results)).toEqual(['lava', '0_a"b']);
    expect(loadYaml(body.results.lava)).toEqual([
      { name: 'job', result: 'pass' },
      { name: 'x', result: 'fail' },
    ]);
    expect(loadYaml(body.log)).toEqual([{ msg: 'a😀 ü' }]);
  });

  it('as a form has no nulls, repeats lists, and of the results their suites', async () => {
    const form = new URLSearchParams(await texts(asForm(await payloadOf(JOB), LONG)));
    expect(form.has('failure_comment')).toBe(false);
    expect(form.get('health_check')).toBe('False');
    expect(form.getAll('metadata')).toEqual(["{'build-id': '12'}", "{'tags': \"['a']\"}"]);
    expect(form.getAll('results')).toEqual(['lava', '0_a"b']);
    expect(form.get('log')).toContain(' ü"}');
  });

  it('of a start says that it runs, though it is over by now', async () => {
    const body = await payloadOf(toldOf(JOB as never, 'running'));
    expect(body).toMatchObject({
      status: 1,
      status_string: 'running',
      health_string: 'Unknown',
      end_time: 'None',
    });
  });
});
