// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Delivery } from '@lava/protocol/api/notifications.ts';
import { SMTPServer } from 'smtp-server';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobExited, jobStarted } from '../../jobs/lifecycle.ts';
import { LogReader } from '../../logs/log-reader.ts';
import { assignJobs } from '../../scheduler/apply.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { atEnd } from '../../testing/at-end.ts';
import { silent } from '../../testing/database.ts';
import { Notifier } from '../notifier.ts';
import { allowedReceivers } from '../send/addresses.ts';
import { MailTemplates } from './templates.ts';
import { mailerOf } from './transport.ts';

/** Says nothing of other jobs, so that they have the built-in words. */
const OWN_WORDS = `{% if job.description == 'templated' %}
Lab: {{ job.id }} by {{ job.submitter }}
See {{ job.url }}
{% endif %}`;

let api: TestApi;
let ann: Awaited<ReturnType<TestApi['as']>>;
let port: number;
const mails: { to: string[]; from: string; text: string }[] = [];

beforeAll(async () => {
  const relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, { envelope }, done) {
      const content = (await text(stream)).replaceAll('=\r\n', '');
      const to = envelope.rcptTo.map(({ address }) => address);
      if (to[0]?.startsWith('nobody'))
        return done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      mails.push({ to, from, text: content });
      done(null, 'queued');
    },
  });
  await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
  port = (relay.server.address() as AddressInfo).port;
  api = await testApi();
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
  ann = await api.as('ann');
  await api.as('bob');
  await api.as('eve');
  for (const username of ['ann', 'eve'])
    await api.db.run((q) =>
      q
        .updateTable('users')
        .set({ email: `${username}@x.org` })
        .where('username', '=', username)
        .execute(),
    );
  const service = new Notifier({
    ...{ db: api.db, logs: new LogReader(api.db, api.store), log: silent, allowed: allowedReceivers([]) },
    mailer: mailerOf({
      smtpHost: '127.0.0.1',
      smtpPort: port,
      smtpSecurity: 'if-offered',
      mailFrom: 'lava@x.org',
    }),
    templates: new MailTemplates(new Map([['job', OWN_WORDS]]), silent),
    pages: 'https://lava.x.org/',
  });
  service.start();
  atEnd(async () => {
    await service.stop();
    await new Promise<void>((done) => relay.close(done));
  });
});

beforeEach(() => {
  mails.length = 0;
});

async function submit(notify: object, name = 'boot test'): Promise<number> {
  const definition = {
    ...{ job_name: name, device_type: 'qemu', visibility: 'public', timeouts: { job: { minutes: 5 } } },
    ...{ actions: [{ boot: { method: 'minimal', prompts: ['#'] } }], notify },
  };
  const { body } = await ann('POST', '/jobs', { definition: JSON.stringify(definition) });
  return (body as { id: number }).id;
}

async function run(job: number, health: 'complete' | 'incomplete'): Promise<void> {
  expect(await assignJobs(api.db)).toEqual([job]);
  await jobStarted(api.db, 'lab-1', job);
  const error = { code: 'test-failure', kind: 'test', message: 'the kernel\r\nBcc: x@y' } as const;
  const status = { health, ...(health === 'incomplete' && error) } as never;
  await jobExited(api.db, 'lab-1', job, { records: 0, status });
}

const told = async (job: number) =>
  ((await ann('GET', `/jobs/${job}/deliveries`)).body as { items: Delivery[] }).items;
const mailed = (count: number) =>
  vi.waitFor(() => expect(mails.length).toBeGreaterThanOrEqual(count), { timeout: 30_000, interval: 50 });
const decided = () =>
  vi.waitFor(
    async () => expect(await api.db.run((q) => q.selectFrom('notices').selectAll().execute())).toEqual([]),
    { timeout: 30_000, interval: 50 },
  );
const to = (address: string) => ({ recipients: [{ to: { method: 'email', email: address } }] });

describe('a mail', () => {
  it('says how the job ended, to the submitter when nobody else is named', async () => {
    const job = await submit({ criteria: { status: 'finished' } });
    await run(job, 'incomplete');
    await mailed(1);
    expect(mails[0]).toMatchObject({ to: ['ann@x.org'], from: 'lava@x.org' });
    expect(mails[0]?.text).toContain(`Subject: [LAVA] job ${job} is incomplete: boot test`);
    expect(mails[0]?.text).toContain('Auto-Submitted: auto-generated');
    expect(mails[0]?.text).toContain(`https://lava.x.org/jobs/${job}`);
    expect(mails[0]?.text).not.toMatch(/^Bcc/m);
    expect(await told(job)).toMatchObject([{ kind: 'mail', target: 'ann@x.org', state: 'delivered' }]);
  });

  it('has the words of the lab where it has a template', async () => {
    const job = await submit({ criteria: { status: 'finished' }, ...to('own@x.org') }, 'templated');
    await run(job, 'complete');
    await mailed(1);
    expect(mails[0]?.text).toContain(`Subject: Lab: ${job} by ann`);
    expect(mails[0]?.text).toContain(`See https://lava.x.org/jobs/${job}`);
    expect(mails[0]?.text).not.toContain('Submitter:');
  });

  it('is one for many jobs that end at the same time, and the next comes later', async () => {
    const jobs: number[] = [];
    for (let n = 0; n < 12; n++)
      jobs.push(await submit({ criteria: { status: 'canceled' }, ...to('many@x.org') }));
    await Promise.all(jobs.map((job) => ann('POST', `/jobs/${job}/cancel`)));
    await mailed(1);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('Subject: [LAVA] 12 jobs: 12 canceled');
    for (const job of jobs) expect(mails[0]?.text).toContain(`job ${job} is canceled: boot test`);
    const later = await submit({ criteria: { status: 'canceled' }, ...to('many@x.org') });
    const other = await submit({ criteria: { status: 'canceled' }, ...to('other@x.org') });
    for (const job of [later, other]) await ann('POST', `/jobs/${job}/cancel`);
    await mailed(2);
    expect(mails[1]?.to).toEqual(['other@x.org']);
    expect(await told(later)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });

  it("goes to the account that the device belongs to, and to nobody where it is nobody's", async () => {
    const owner = { to: { method: 'email', user: '{LAVA_DEVICE_OWNER}' } };
    const notify = { criteria: { status: 'finished' }, recipients: [owner] };
    const admin = await api.as('admin');
    const nobodys = await submit(notify);
    await run(nobodys, 'complete');
    await decided();
    await admin('PATCH', '/devices/qemu-1', { owner: 'eve' });
    const job = await submit(notify);
    await run(job, 'complete');
    await mailed(1);
    expect(mails[0]).toMatchObject({ to: ['eve@x.org'], text: expect.stringContaining(`job ${job} `) });
    await admin('PATCH', '/devices/qemu-1', { owner: null });
    expect(await told(nobodys)).toEqual([]);
  });

  it('that the relay refuses, or that has no address, is not tried again', async () => {
    const recipients = [
      { to: { method: 'email', email: 'nobody@x.org' } },
      { to: { method: 'email', user: 'bob' } },
    ];
    const job = await submit({ criteria: { status: 'finished' }, recipients });
    await ann('POST', `/jobs/${job}/cancel`);
    await vi.waitFor(
      async () => expect((await told(job)).map(({ state }) => state)).toEqual(['failed', 'failed']),
      { timeout: 30_000 },
    );
    expect((await told(job)).map(({ error }) => error)).toEqual([
      expect.stringContaining('no such mailbox'),
      'the account bob has no mail address',
    ]);
  });

  it('about a regression comes when the job before was better, and only then', async () => {
    const notify = {
      criteria: { status: 'incomplete', type: 'regression' },
      ...to('worse@x.org'),
      compare: {},
    };
    const [first, second, third] = ['complete', 'incomplete', 'incomplete'] as const;
    const jobs: number[] = [];
    for (const health of [first, second, third]) {
      const job = await submit(notify, 'nightly');
      await run(job, health);
      jobs.push(job);
    }
    await mailed(1);
    expect(mails[0]?.text).toContain(`job ${jobs[1]} is incomplete`);
    expect(mails[0]?.text).toContain(`Compared with job ${jobs[0]}, which is complete`);
    expect(await Promise.all(jobs.map(async (job) => (await told(job)).length))).toEqual([0, 1, 0]);
    await ann('POST', '/queries', { name: 'good', filter: 'health:complete "nightly"' });
    const query = { username: 'ann', name: 'good' };
    const other = await submit({ ...notify, ...to('query@x.org'), compare: { query } }, 'another name');
    await run(other, 'incomplete');
    await mailed(2);
    expect(mails[1]?.text).toContain(`Compared with job ${jobs[0]}, which is complete`);
  });

  it('waits for all jobs of a dependency query', async () => {
    const notify = {
      criteria: { status: 'finished', dependency_query: 'testjob__description__icontains__pair-of-jobs' },
      ...to('pair@x.org'),
    };
    const [one, two] = [await submit(notify, 'pair-of-jobs 1'), await submit(notify, 'pair-of-jobs 2')];
    await ann('POST', `/jobs/${one}/cancel`);
    await decided();
    await ann('POST', `/jobs/${two}/cancel`);
    await mailed(1);
    expect(mails[0]?.text).toContain(`job ${two} is canceled`);
    expect(await told(one)).toEqual([]);
  });
});
