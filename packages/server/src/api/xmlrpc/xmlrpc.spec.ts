// SPDX-License-Identifier: Apache-2.0

import { SaveQuery } from '@lava/protocol/api/queries.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { saveQuery } from '../../jobs/saved-queries.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { answerOf, basic, callText, post } from '../../testing/xmlrpc.ts';
import { METHODS } from './methods.ts';
import type { Value } from './value.ts';

const JOB = `# a comment stays
job_name: first é
device_type: qemu
visibility: public
timeouts:
  job: {minutes: 5}
actions:
- deploy: {to: tmpfs, images: {rootfs: {url: 'http://example.org/x.img'}}, timeout: {minutes: 1}}
`;

let api: TestApi;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  api = await testApi();
  for (const username of ['root', 'ann', 'bob']) {
    await api.lab.user(username, username === 'root');
    tokens[username] = (await addToken(api.db, await accountNamed(api.db, username), 'test')).token;
  }
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device('qemu-1', {}, ['usb']);
});

/** @param user null: nobody */
async function call(user: string | null, method: string, ...params: Value[]): Promise<Value> {
  const headers = user === null ? {} : basic(user, tokens[user] ?? '');
  const answer = await post(api.app, callText(method, params), headers);
  expect(answer.statusCode).toBe(200);
  return answerOf(answer.body);
}

const fault = (faultCode: number, about: RegExp = /./) => ({
  faultCode,
  faultString: expect.stringMatching(about),
});

describe('queries', () => {
  it('find jobs by conditions, and say what is wrong with one', async () => {
    const id = await call('ann', 'scheduler.jobs.submit', JOB);
    const query = (given: string, of = 'testjob') => call('ann', 'results.make_custom_query', of, given);
    expect(await query('testjob__description__icontains__FIRST,submitter__ann')).toMatchObject([{ id }]);
    expect(await query('testjob__submitter__exact__bob')).toEqual([]);
    expect(await query('testjob__nosuch__exact__1')).toEqual(fault(400, /Field does not exist/));
    await call('ann', 'scheduler.jobs.cancel', id as number);
    expect(await call('ann', 'scheduler.jobs.show', id as number)).not.toMatchObject({ start_time: null });
  });

  it('run by name, for whoever may see them', async () => {
    await saveQuery(api.db, await accountNamed(api.db, 'ann'), SaveQuery.parse({ name: 'a', filter: '' }));
    expect(await call('ann', 'results.run_query', 'a')).toMatchObject([{ description: 'first é' }]);
    expect(await call('bob', 'results.run_query', 'a', 5, 'ann')).toEqual(fault(404, /user ann does not/));
    expect(await call('ann', 'results.refresh_query', 'a')).toBe(null);
    expect(await call('ann', 'results.refresh_all_queries')).toEqual(fault(401));
  });
});

describe('who calls', () => {
  it('is the user of the token, or nobody', async () => {
    expect(await call('ann', 'system.whoami')).toBe('ann');
    expect(await call(null, 'system.whoami')).toBe(null);
    expect(await call(null, 'scheduler.jobs.submit', JOB)).toEqual(fault(401));
  });

  it.each([
    ['a token that is none', basic('ann', 'x'.repeat(40)), 401],
    ['the token of another', () => basic('bob', tokens.ann ?? ''), 401],
    ['another scheme', { authorization: 'Bearer abc' }, 400],
    ['no colon', { authorization: `Basic ${Buffer.from('ann').toString('base64')}` }, 400],
    ['no base64', { authorization: 'Basic ä' }, 400],
  ])('is refused with %s', async (_, headers, status) => {
    const given = typeof headers === 'function' ? headers() : headers;
    expect((await post(api.app, callText('system.whoami', []), given)).statusCode).toBe(status);
  });

  it('may only do what the token was made for', async () => {
    const account = await accountNamed(api.db, 'root');
    const as = async (scope: 'read' | 'submit', method: string, ...params: Value[]) => {
      const { token } = await addToken(api.db, account, 'narrow', { scope });
      return answerOf((await post(api.app, callText(method, params), basic('root', token))).body);
    };
    expect(await as('read', 'results.get_testjob_results_yaml', 4711)).toEqual(fault(404));
    expect(await as('read', 'scheduler.jobs.submit', JOB)).toEqual(fault(403, /scope is read/));
    const id = await as('submit', 'scheduler.jobs.submit', JOB);
    expect(await as('submit', 'scheduler.jobs.cancel', id)).toBe(true);
    expect(await as('submit', 'scheduler.tags.add', 'new')).toEqual(fault(403, /scope is submit/));
    const changing = [...METHODS].filter(([, { scope }]) => scope === 'all').map(([name]) => name);
    expect(changing.length).toBeGreaterThanOrEqual(20);
    for (const name of changing) expect(await as('submit', name)).toEqual(fault(403, /scope is submit/));
  });

  it('reads nothing without an account where the server does not allow it', async () => {
    const closed = await testApi('public_reading: false\n', { db: api.db, store: api.store });
    const ask = async (method: string) => answerOf((await post(closed.app, callText(method, []))).body);
    expect(await ask('scheduler.devices.list')).toEqual(fault(401));
    expect(await ask('system.version')).toMatch(/^\d+\./);
  });
});

describe('what is sent', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><methodCall><methodName>&b;</methodName></methodCall>`;
  it.each([
    ['no XML', 'hello', -32603],
    ['half of it', '<methodCall><methodName>system.version', -32603],
    ['entities', bomb, -32603],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0xff, 0xfe]), -32603],
    ['a million levels', '<a>'.repeat(1_000_000), -32603],
    ['too many elements', `<methodCall>${'<a/>'.repeat(300_000)}</methodCall>`, -32603],
    ['an answer', '<methodResponse/>', -32603],
    [
      'a type that there is not',
      callText('system.version', []).replace('<params>', '<params><param><value><x/></value></param>'),
      -32600,
    ],
    [
      'a number that is none',
      '<methodCall><methodName>a</methodName><params><param><value><int>1e9</int></value></param></params></methodCall>',
      -32600,
    ],
    ['a method that there is not', callText('scheduler.nothing', []), -32601],
    ['a name of every object', callText('__proto__', []), -32601],
    ['too many arguments', callText('system.version', [1]), -32602],
    ['bytes with NUL', callText('scheduler.jobs.validate', [Buffer.from('a: \0')]), -32602],
    ['arguments of another type', callText('scheduler.devices.show', [{ a: 1 }]), -32602],
  ])('gets one fault when it is %s', async (_, text, code) => {
    expect(await answerOf((await post(api.app, text)).body)).toEqual(fault(code));
  });

  it('is led to the page of all methods when nothing is called', async () => {
    const { statusCode, headers } = await api.app.inject({ method: 'GET', url: '/RPC2' });
    expect([statusCode, headers.location]).toEqual([302, '/api/help/']);
    const { body } = await api.app.inject({ method: 'GET', url: '/api/help/' });
    for (const name of METHODS.keys()) expect(body).toContain(`<code>${name}(`);
  });

  it('may be many calls, each with its own answer', async () => {
    const calls = [
      { methodName: 'system.whoami', params: [] },
      { methodName: 'nothing', params: [] },
      { methodName: 'system.multicall', params: [[]] },
      'nonsense',
    ];
    const answers = await call('ann', 'system.multicall', calls);
    expect(answers).toEqual([['ann'], fault(-32601), fault(-32602), fault(-32602)]);
    const many = Array.from({ length: 101 }, () => ({ methodName: 'system.whoami', params: [] }));
    expect(await call('ann', 'system.multicall', many)).toEqual(fault(-32602, /100/));
  });
});

describe('a job', () => {
  it('is submitted, shown, listed, given back as it was written, and canceled', async () => {
    const id = (await call('ann', 'scheduler.submit_job', JOB)) as number;
    expect(await call(null, 'scheduler.jobs.show', String(id))).toMatchObject({
      id,
      description: 'first é',
      device: null,
      device_type: 'qemu',
      state: 'Submitted',
      health: 'Unknown',
      submitter: 'ann',
      submit_time: expect.any(Date),
      end_time: null,
      visibility: 'Public',
    });
    expect(await call(null, 'scheduler.jobs.definition', id)).toBe(JOB);
    const [first] = (await call(null, 'scheduler.jobs.list', 'SUBMITTED', null, 0, 1)) as Value[];
    expect(first).toMatchObject({ id, state: 'Submitted' });
    expect(await call(null, 'scheduler.jobs.queue', ['qemu'], 0, 1)).toMatchObject([{ id }]);
    expect(await call('bob', 'scheduler.jobs.cancel', id)).toEqual(fault(403));
    expect(await call('ann', 'scheduler.jobs.cancel', id)).toBe(true);
    // Of one that is over, again.
    expect(await call('ann', 'scheduler.cancel_job', id)).toBe(true);
    expect(await call(null, 'scheduler.job_health', id)).toEqual({ job_id: id, job_health: 'Canceled' });
    expect(await call('ann', 'scheduler.jobs.logs', id)).toEqual([true, Buffer.from('[]')]);
    expect(await call('ann', 'scheduler.jobs.resubmit', id)).toBeGreaterThan(id);
  });

  it('that is personal is refused to others by its number, and listed nowhere', async () => {
    const id = (await call('ann', 'scheduler.jobs.submit', JOB.replace('public', 'personal'))) as number;
    for (const method of ['jobs.show', 'jobs.definition', 'jobs.logs', 'job_state', 'jobs.configuration'])
      expect(await call('bob', `scheduler.${method}`, id)).toEqual(fault(403));
    expect(await call('bob', 'results.get_testjob_results_yaml', id)).toEqual(fault(401));
    const listed = (await call('bob', 'scheduler.jobs.list')) as { id: number }[];
    expect(listed.map((job) => job.id)).not.toContain(id);
  });

  it.each([1e9, 'abc', '7.1', '-1', '', null])('is not found by the number %s', async (id) => {
    expect(await call('ann', 'scheduler.jobs.show', id)).toEqual(fault(404));
  });

  it('is validated by itself, with the place of the first problem', async () => {
    expect(await call(null, 'scheduler.jobs.validate', JOB)).toEqual({});
    const wrong = JOB.replace('actions:', 'acts:');
    expect(await call(null, 'scheduler.jobs.validate', wrong)).toEqual({
      path: expect.stringMatching(/^\[.*\]$/),
      msg: expect.stringMatching(/act/),
    });
    expect(await call('ann', 'scheduler.jobs.submit', wrong)).toEqual(fault(400, /act/));
    expect(await call('ann', 'scheduler.validate_yaml', 'a: [')).toEqual(fault(400, /line 1/));
  });
});

describe('the lab', () => {
  it('is entered, changed and shown', async () => {
    const root = (method: string, ...params: Value[]) => call('root', `scheduler.${method}`, ...params);
    expect(await root('device_types.add', 'panda', 'a board', true, false, 24, 'hours')).toBe(null);
    expect(await root('device_types.set_template', 'panda', "{% extends 'base.jinja2' %}\n")).toBe(null);
    expect(await root('aliases.add', 'omap4', 'panda')).toBe(null);
    expect(await root('workers.add', 'lab-2', 'second', false)).toBe(null);
    expect(await root('workers.update', 'lab-2', null, 'MAINTENANCE', 3)).toBe(null);
    expect(
      await root('devices.add', 'panda-1', 'panda', 'lab-2', null, null, true, 'BAD', 'on the shelf'),
    ).toBe(null);
    expect(await root('devices.set_dictionary', 'panda-1', "{% extends 'panda.jinja2' %}\n")).toBe(true);
    expect(await root('devices.tags.add', 'panda-1', 'hdmi')).toBe(null);
    expect(await root('devices.show', 'panda-1')).toEqual({
      hostname: 'panda-1',
      device_type: 'panda',
      health: 'Bad',
      state: 'Idle',
      health_job: false,
      description: 'on the shelf',
      pipeline: true,
      has_device_dict: true,
      worker: 'lab-2',
      current_job: null,
      tags: ['hdmi'],
    });
    expect(await root('device_types.show', 'panda')).toMatchObject({
      aliases: ['omap4'],
      devices: ['panda-1'],
    });
    expect(await root('workers.show', 'lab-2')).toMatchObject({
      health: 'Maintenance',
      state: 'Offline',
      devices: ['panda-1'],
      job_limit: 3,
      // When it was entered: it was never seen.
      last_ping: expect.any(Date),
    });
    expect(await root('devices.get_dictionary', 'panda-1')).toEqual(
      Buffer.from("{% extends 'panda.jinja2' %}\n"),
    );
    expect(await root('devices.update', 'panda-1', null, null, null, null, 'GOOD', null)).toBe(null);
    expect(await root('put_into_maintenance_mode', 'panda-1', 'a new cable')).toBe(null);
    expect(await root('get_device_status', 'panda-1')).toMatchObject({ status: 'offline', job: null });
    expect(await call(null, 'scheduler.tags.show', 'hdmi')).toMatchObject({ devices: ['panda-1'] });
  });

  it.each([
    ['devices.add', ['qemu-9', 'qemu', 'lab-1']],
    ['devices.update', ['qemu-1', null, null, null, null, 'BAD']],
    ['devices.set_dictionary', ['qemu-1', 'x']],
    ['devices.get_dictionary', ['qemu-1']],
    ['devices.delete', ['qemu-1']],
    ['devices.tags.add', ['qemu-1', 'x']],
    ['device_types.add', ['x', 'x']],
    ['device_types.set_template', ['qemu', 'x']],
    ['aliases.add', ['x', 'qemu']],
    ['tags.add', ['x', 'x']],
    ['workers.add', ['x', 'x']],
    ['workers.update', ['lab-1', 'x']],
    ['put_into_online_mode', ['qemu-1', 'x']],
  ] as [string, Value[]][])('is not changed by somebody who may not: %s', async (method, params) => {
    expect(await call('bob', `scheduler.${method}`, ...params)).toEqual(fault(403));
    const judged = /^devices\.(?:update|set_dictionary)$/.test(method);
    expect(await call(null, `scheduler.${method}`, ...params)).toEqual(fault(judged ? 403 : 401));
  });

  it('takes nothing that it does not act on', async () => {
    const add = (...more: Value[]) => call('root', 'scheduler.device_types.add', 'x', 'x', true, ...more);
    expect(await add(true)).toEqual(fault(400, /yet/));
    expect(await add(false, 12, 'weeks')).toEqual(fault(400, /hours/));
    expect(await add(false, 0)).toEqual(fault(400));
    expect(await call('root', 'scheduler.devices.add', 'x', 'qemu', 'lab-1', 'bob')).toEqual(fault(400));
    expect(await call('root', 'scheduler.devices.update', 'qemu-1', null, null, null, null, 'good')).toEqual(
      fault(400),
    );
  });
});

it('writes only ASCII, since clients guess the charset', async () => {
  await call('ann', 'scheduler.jobs.submit', JOB.replace('é', '💥 <&>\u00a0.'));
  const { body, headers } = await post(api.app, callText('scheduler.jobs.list', []));
  expect(headers['content-type']).toBe('application/xml');
  expect(body).toContain('first &#128165; &lt;&amp;&gt;&#160;.');
  expect(Buffer.from(body).every((byte) => byte < 128)).toBe(true);
});
