// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { assignJobs } from '../../../scheduler/apply.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

type Send = Awaited<ReturnType<TestApi['as']>>;
let api: TestApi;
let admin: Send;
let ann: Send;
let bob: Send;

const QEMU = "{% extends 'qemu.jinja2' %}\n{% set mac_addr = '52:54:00:12:34:59' %}\n";
const EXCLUSIVE = `${QEMU}{% set exclusive = 'True' %}\n`;

/** Lines, so that problems have places worth looking at. */
const text = (target = '"device_type": "qemu"', deploy = '{"image": "http://x/d.img.gz"}', more = '') => `{
  "job_name": "from the old days",
  ${target},
  "timeout": 900,
  "actions": [
    {"command": "deploy_linaro_image", "parameters": ${deploy}},
    {"command": "lava_test_shell", "parameters": {"testdef_repos": [{"git-repo": "https://x/t.git", "testdef": "smoke.yaml"}]}}${more}
  ]
}
`;

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  bob = await api.as('bob');
  await api.lab.worker();
  for (const type of ['qemu', 'bare', 'mixed', 'closed']) {
    await api.lab.deviceType(type);
  }
  const device = (name: string, deviceType: string, dictionary?: string, tags: string[] = []) =>
    admin('POST', '/devices', { name, deviceType, worker: 'lab-1', tags, dictionary });
  await device('qemu-1', 'qemu', QEMU);
  await device('bare-1', 'bare');
  await device('mixed-1', 'mixed', EXCLUSIVE, ['fast']);
  await device('mixed-2', 'mixed', QEMU);
  await device('closed-1', 'closed', EXCLUSIVE);
});

async function submit(definition: string, by = ann): Promise<number> {
  const { body, status } = await by('POST', '/jobs', { definition });
  expect([status, body]).toEqual([200, expect.objectContaining({ id: expect.any(Number) })]);
  return (body as { id: number }).id;
}

describe('a JSON job', () => {
  it('is translated, and both texts are kept', async () => {
    const id = await submit(text());
    expect((await bob('GET', `/jobs/${id}`)).body).toMatchObject({
      description: 'from the old days',
      deviceType: 'qemu',
      visibility: 'public',
      json: true,
    });
    expect((await bob('GET', `/jobs/${id}/definition`)).body).toBe(text());
    const pipeline = (await bob('GET', `/jobs/${id}/definition?form=pipeline`)).body as string;
    const { actions } = loadYaml(pipeline) as { actions: object[] };
    expect(actions.map((action) => Object.keys(action)[0])).toEqual(['deploy', 'boot', 'test']);
    expect(loadYaml(pipeline)).toMatchObject({ actions: [{}, { boot: { method: 'qemu' } }, {}] });
    expect((await ann('POST', '/jobs/translate', { definition: text() })).body).toEqual({
      definition: pipeline,
      warnings: [],
    });
    expect((await api.lab.jobRow(id)).definition).toBe(pipeline);
    const again = (await ann('POST', `/jobs/${id}/resubmit`, {})).body as { id: number };
    expect((await ann('GET', `/jobs/${again.id}/definition`)).body).toBe(text());
  });

  it('gets the type of the device that it names', async () => {
    const id = await submit(text('"target": "qemu-1"'));
    expect(await api.lab.jobRow(id)).toMatchObject({ device_type: 'qemu', requested_device: 'qemu-1' });
  });

  it('comes with warnings about what was left out', async () => {
    const definition = text(
      undefined,
      undefined,
      ', {"command": "boot_image", "parameters": {"options": ["x"]}}',
    );
    const warning = { severity: 'warning', message: expect.stringContaining('option `x`') };
    const { body } = await ann('POST', '/jobs', { definition });
    expect(body).toEqual({ id: expect.any(Number), warnings: [warning] });
    expect((await ann('POST', '/jobs/validate', { definition })).body).toEqual({ problems: [warning] });
  });

  it('is refused at the line of each command that has no equivalent', async () => {
    const definition = text(
      undefined,
      '{"hwpack": "http://x/h", "rootfs": "http://x/r"}',
      ',\n    {"command": "lava_test_run", "parameters": {"test_name": "ltp"}}',
    );
    const answer = await ann('POST', '/jobs', { definition });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'job-invalid',
        problems: [
          { message: expect.stringContaining('deploy_linaro_image:'), where: { line: 6, column: 5 } },
          {
            message: expect.stringContaining('lava_test_run:'),
            hint: expect.any(String),
            where: { line: 8 },
          },
        ],
      },
    });
    const { problems } = answer.body as { problems: unknown };
    expect((await ann('POST', '/jobs/validate', { definition })).body).toEqual({ problems });
    expect((await ann('POST', '/jobs/translate', { definition })).body).toMatchObject({ problems });
  });

  it.each([
    ['"device_type": "toaster"', 'there is no device type toaster'],
    ['"target": "toaster-1"', 'there is no device toaster-1'],
    ['"device_type": "bare"', 'has no dictionary'],
    ['"device_type": "closed"', 'every device of type closed that fits is exclusive'],
    ['"device_type": "mixed", "tags": ["fast"]', 'every device of type mixed that fits is exclusive'],
    ['"target": "closed-1"', 'device closed-1 is exclusive'],
  ])('for %s is refused', async (target, message) => {
    const definition = text(target);
    expect(await ann('POST', '/jobs', { definition })).toMatchObject({
      status: 400,
      body: { code: 'job-unschedulable', message: expect.stringContaining(message) },
    });
    expect((await ann('POST', '/jobs/validate', { definition })).body).toMatchObject({
      problems: [{ severity: 'error', message: expect.stringContaining(message) }],
    });
  });

  it('is translated for a person also when only exclusive devices are there', async () => {
    const answer = await ann('POST', '/jobs/translate', { definition: text('"device_type": "closed"') });
    expect(answer).toMatchObject({
      status: 200,
      body: { definition: expect.stringContaining('device_type: closed') },
    });
    const pipeline = (answer.body as { definition: string }).definition;
    await submit(pipeline);
    expect(await ann('POST', '/jobs/translate', { definition: pipeline })).toMatchObject({
      status: 400,
      body: { code: 'request-invalid' },
    });
  });

  it('that waits is not given to a device that became exclusive, and says so', async () => {
    const id = await submit(text('"device_type": "mixed"'));
    await admin('PUT', '/devices/mixed-2/dictionary', { text: EXCLUSIVE });
    expect((await ann('GET', '/devices/mixed-2')).body).toMatchObject({ exclusive: true });
    expect(await assignJobs(api.db)).not.toContain(id);
    const job = async () => (await ann('GET', `/jobs/${id}`)).body;
    await vi.waitFor(async () =>
      expect(await job()).toMatchObject({
        state: 'submitted',
        waiting: ['every device of type mixed that fits is exclusive: it runs no JSON jobs'],
      }),
    );
    await admin('PUT', '/devices/mixed-2/dictionary', { text: QEMU.replace("'52", "'53") });
    expect(await assignJobs(api.db)).toContain(id);
    expect(await api.lab.jobRow(id)).toMatchObject({ state: 'scheduled', device: 'mixed-2' });
  });

  it('shows its token to nobody else', async () => {
    const parameters =
      '{"server": "http://ann:hunter2@x/RPC2/", "stream": "/anonymous/a/", "token": "hunter3"}';
    const id = await submit(
      text(undefined, undefined, `, {"command": "submit_results", "parameters": ${parameters}}`),
    );
    const shown = (await bob('GET', `/jobs/${id}/definition`)).body as string;
    expect(shown).toContain('[MASKED]@x/RPC2/');
    expect(shown).not.toMatch(/hunter/);
    expect((await bob('GET', `/jobs/${id}/definition?form=pipeline`)).body).not.toMatch(/hunter/);
    expect((await bob('POST', `/jobs/${id}/resubmit`, {})).status).toBe(403);
    expect((await ann('GET', `/jobs/${id}/definition`)).body).toContain('hunter3');
  });
});
