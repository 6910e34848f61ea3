// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo } from 'node:net';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { ConsoleHub } from '../../consoles/hub.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { ConsoleClient } from '../../testing/console-client.ts';
import { LinkLab } from '../../testing/link.ts';

/** A board whose console is a shell: what is typed is done, and said. */
const SHELL = "env PS1='board# ' sh -i";
const DEVICE = {
  constants: {},
  timeouts: {},
  commands: { connections: { uart0: { connect: SHELL, tags: ['primary'] } } },
  actions: { deploy: { methods: {} }, boot: { methods: { minimal: null } } },
};

let lab: LinkLab;
let api: TestApi;
let stateDir = '';
const clients: ConsoleClient[] = [];
const tokens = new Map<string, string>();

beforeAll(async () => {
  lab = await LinkLab.make();
  api = await testApi(undefined, { db: lab.db, store: lab.store });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  lab.more = { consoles: api.consoles, makeBundle };
  await lab.serve();
  ({ stateDir } = await lab.enrol());
  await lab.worker(stateDir, { realDispatcher: true });
  for (const user of ['ann', 'bob', 'admin']) {
    await api.as(user);
    tokens.set(user, (await addToken(lab.db, await accountNamed(lab.db, user), 'test')).token);
  }
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => lab.close());

async function makeBundle(job: number): Promise<Bundle> {
  const { definition } = await lab.lab.jobRow(job);
  return { job, definition, device: JSON.stringify(DEVICE), limits: { logBytes: 1_000_000, seconds: 90 } };
}

/** A job that lasts until somebody types `echo all is done`. */
function patientJob(more: object = {}): Promise<number> {
  const definition = {
    ...{ job_name: 'console', visibility: 'public', secrets: { TOKEN: 'hunter2hunter2' } },
    timeouts: { job: { minutes: 5 }, action: { minutes: 4 }, connection: { minutes: 4 } },
    actions: [{ boot: { method: 'minimal', reset: false, prompts: ['all is done'] } }],
    ...more,
  };
  return lab.lab.scheduledJob({ definition: JSON.stringify(definition) });
}

function url(job: number, query = ''): string {
  const { port } = api.app.server.address() as AddressInfo;
  return `ws://127.0.0.1:${port}/api/v1/jobs/${job}/console${query}`;
}

async function open(job: number, user = 'ann', query = '', headers: Record<string, string> = {}) {
  const client = await ConsoleClient.open(url(job, query), tokens.get(user) ?? '', headers);
  clients.push(client);
  return client;
}

async function finish(job: number, client: ConsoleClient): Promise<string[]> {
  client.type('echo all is done\r');
  await lab.until(job, 'finished');
  await client.until(() => client.closed);
  expect(client.closed).toEqual({ code: 1000, reason: 'the job has ended' });
  return (await lab.stored(job)).map((line) => {
    const { lvl, msg } = JSON.parse(line);
    return `${lvl} ${typeof msg === 'string' ? msg : msg.case}`;
  });
}

describe('a console over the link', () => {
  it('is watched by many and typed at by one; the log has it all, without secrets', async () => {
    const job = await patientJob({ console: { take_over: true } });
    const ann = await open(job);
    await ann.sees('board# ');
    expect(ann.state).toMatchObject({ console: 'uart0', mayType: true, writer: null, yours: false });
    const bob = await open(job, 'bob');
    await bob.sees('board# ');
    ann.type('x');
    await ann.until(() => ann.events.some(({ type }) => type === 'refused'));
    bob.ask({ type: 'take' });
    await bob.until(() => bob.events.some(({ type }) => type === 'refused'));
    expect(bob.state).toMatchObject({ mayType: false, yours: false });

    await ann.take();
    await bob.until(() => bob.state?.writer === 'ann');
    ann.type('echo 6 x 7 = $((6*7)) hunter2$NOTHING""hunter2\r');
    await ann.sees('6 x 7 = 42 [MASKED]');
    await bob.sees('6 x 7 = 42 [MASKED]');
    expect(ann.text + bob.text).not.toContain('hunter2hunter2');
    ann.ask({ type: 'break' });

    const log = await finish(job, ann);
    expect(log).toContain('target 6 x 7 = 42 [MASKED]');
    expect(log).toContain('input ann types at uart0: echo 6 x 7 = $((6*7)) hunter2$NOTHING""hunter2');
    expect(log).toContain('warning not typed: the connection of this console cannot send a break');
  });

  it('has one keyboard: taken from another by force, and lost with its connection', async () => {
    const job = await patientJob({ console: { take_over: true } });
    const ann = await open(job);
    await ann.take();
    const root = await open(job, 'admin');
    await root.until(() => root.state?.writer === 'ann');
    root.ask({ type: 'take' });
    await root.until(() =>
      root.events.some((e) => e.type === 'refused' && e.message === 'ann has the keyboard'),
    );
    await root.take(true);
    await ann.until(() => ann.state?.writer === 'admin' && !ann.state.yours);
    ann.type('echo from ann\r');
    await ann.until(() => ann.events.some(({ type }) => type === 'refused'));
    root.close();
    await ann.until(() => ann.state?.writer === null);
    await ann.take();
    expect((await finish(job, ann)).join('\n')).not.toContain('from ann');
  });

  it('of a job that does not say so is not typed at, also not by its submitter', async () => {
    const job = await patientJob();
    const ann = await open(job);
    await ann.sees('board# ');
    expect(ann.state?.mayType).toBe(false);
    ann.ask({ type: 'take' });
    await ann.until(() => ann.events.some(({ type }) => type === 'refused'));
    ann.type('echo all is done\r');
    await lab.cancel(job);
    await lab.until(job, 'finished');
    await ann.until(() => ann.closed?.code === 1000);
  });

  it('is there again after the worker, and after the server, was restarted', async () => {
    const job = await patientJob({ console: { take_over: true } });
    const ann = await open(job);
    await ann.take();
    ann.type('echo before $((1+1))\r');
    await ann.sees('before 2');
    await lab.serveAgain();
    await ann.until(() => ann.events.filter(({ type }) => type === 'fresh').length >= 2);
    ann.type('echo after $((1+2))\r');
    await ann.sees('after 3');
    await finish(job, ann);
  });

  it('does not hold up the job when somebody who watches does not read', async () => {
    const job = await patientJob({ console: { take_over: true } });
    const [ann, slow] = [await open(job), await open(job, 'bob')];
    await slow.sees('board# ');
    slow.socket.pause();
    await ann.take();
    ann.type('seq 1 8000; echo at the $((1+0))st end\r');
    await ann.sees('at the 1st end');
    expect((await finish(job, ann)).filter((line) => /^target \d+$/.test(line))).toHaveLength(8_000);
  });

  it('is hidden from those who may not see the job, and from pages of other sites', async () => {
    const job = await patientJob({ visibility: 'personal' });
    await lab.db.run((q) =>
      q.updateTable('jobs').set({ visibility: 'personal' }).where('id', '=', job).execute(),
    );
    await expect(open(job, 'bob')).rejects.toThrow('HTTP 404');
    await expect(ConsoleClient.open(url(job), 'nonsense')).rejects.toThrow('HTTP 401');
    const get = await api.as('ann');
    expect(await get('GET', `/jobs/${job}/console`)).toMatchObject({ status: 400 });
    const ann = await open(job);
    ann.socket.send('nonsense');
    await ann.until(() => ann.closed?.code === 1008);
    await lab.cancel(job);
    await lab.until(job, 'finished');
  });
});

describe('a console of a worker that is linked to another process', () => {
  it('is reached through that, over the database', async () => {
    await lab.stopServing();
    const consoles = new ConsoleHub(lab.db);
    lab.more = { consoles, makeBundle };
    await lab.serve();
    const job = await patientJob({ console: { take_over: true } });
    const ann = await open(job);
    await ann.take();
    ann.type('echo 6 x 7 = $((6*7))\r');
    await ann.sees('6 x 7 = 42');
    await finish(job, ann);
    consoles.close();
  });
});
