// SPDX-License-Identifier: Apache-2.0
import { beforeAll, expect, it } from 'vitest';
import { readSettings } from '../../../settings.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let ann: Awaited<ReturnType<TestApi['as']>>;

const job = (key: string) => `job_name: first
device_type: qemu
visibility: public
timeouts: {job: {minutes: 5}}
context: {arch: arm, ${key}: 7}
actions:
- command: {name: hello}
`;

beforeAll(async () => {
  api = await testApi('extra_context_variables: [lab_shelf, lab_relay]\n');
  ann = await api.as('ann');
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
});

it('what the admin allows in the context of jobs is taken at every door, and nothing else', async () => {
  const submitted = await ann('POST', '/jobs', { definition: job('lab_shelf') });
  expect(submitted).toMatchObject({ status: 200 });
  const { id } = submitted.body as { id: number };
  expect(await ann('POST', `/jobs/${id}/resubmit`)).toMatchObject({ status: 200 });
  expect(await ann('POST', '/jobs/validate', { definition: job('lab_relay') })).toMatchObject({
    body: { problems: [] },
  });
  const wrong = await ann('POST', '/jobs/validate', { definition: job('lab_shelve') });
  expect(wrong.body).toMatchObject({
    problems: [{ severity: 'error', message: expect.stringContaining('lab_shelve'), where: { line: 5 } }],
  });
  expect(await ann('POST', '/jobs', { definition: job('lab_shelve') })).toMatchObject({ status: 400 });
});

it('editors learn of them', async () => {
  const response = await api.app.inject({ method: 'GET', url: '/api/schema/job' });
  expect(Object.keys(response.json().$defs.context.properties)).toEqual(
    expect.arrayContaining(['arch', 'lab_shelf', 'lab_relay']),
  );
});

it('are a list in the file and separated by commas elsewhere', () => {
  const read = (value: string) =>
    readSettings(['--state-dir', '/x', '--extra-context-variables', value], {}).settings
      .extraContextVariables;
  expect(read('lab_shelf, lab_relay')).toEqual(['lab_shelf', 'lab_relay']);
  expect(read('')).toEqual([]);
  expect(() => read('lab-shelf')).toThrow('is not the name of a variable');
});
