// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleHub } from '../../consoles/hub.ts';
import { ConsoleClient } from '../../testing/console-client.ts';
import { ConsoleLab } from '../../testing/console-lab.ts';

let lab: ConsoleLab;
beforeAll(async () => {
  lab = await ConsoleLab.make();
});
afterEach(() => lab.closeClients());
afterAll(() => lab.close());

describe('a console over the link', () => {
  it('is watched by many and typed at by one; the log has it all, without secrets', async () => {
    const job = await lab.job();
    const ann = await lab.open(job);
    await ann.sees('board# ');
    await ann.until(() => ann.state?.console === 'uart0');
    expect(ann.state).toMatchObject({ console: 'uart0', mayType: true, writer: null, yours: false });
    const bob = await lab.open(job, 'bob');
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

    const log = await lab.finish(job, ann);
    expect(log).toContain('target 6 x 7 = 42 [MASKED]');
    expect(log).toContain('input ann types at uart0: echo 6 x 7 = $((6*7)) hunter2$NOTHING""hunter2');
    expect(log).toContain('warning not typed: the connection of this console cannot send a break');
  });

  it('has one keyboard: taken from another by force, and lost with its connection', async () => {
    const job = await lab.job();
    const ann = await lab.open(job);
    await ann.take();
    const root = await lab.open(job, 'admin');
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
    expect((await lab.finish(job, ann)).join('\n')).not.toContain('from ann');
  });

  it('of a job that does not say so is not typed at, also not by its submitter', async () => {
    const job = await lab.job({});
    const ann = await lab.open(job);
    await ann.sees('board# ');
    expect(ann.state?.mayType).toBe(false);
    ann.ask({ type: 'take' });
    await ann.until(() => ann.events.some(({ type }) => type === 'refused'));
    ann.type('echo all is done\r');
    await lab.cancel(job);
    await ann.until(() => ann.closed?.code === 1000);
  });

  it('is there again after the worker, and after the server, was restarted', async () => {
    const job = await lab.job();
    const ann = await lab.open(job);
    await ann.take();
    ann.type('echo before $((1+1))\r');
    await ann.sees('before 2');
    await lab.link.serveAgain();
    await ann.until(() => ann.events.filter(({ type }) => type === 'fresh').length >= 2);
    ann.type('echo after $((1+2))\r');
    await ann.sees('after 3');
    await lab.finish(job, ann);
  });

  it('does not hold up the job when somebody who watches does not read', async () => {
    const job = await lab.job();
    const [ann, slow] = [await lab.open(job), await lab.open(job, 'bob')];
    await slow.sees('board# ');
    slow.socket.pause();
    await ann.take();
    ann.type('seq 1 8000; echo at the $((1+0))st end\r');
    await ann.sees('at the 1st end');
    expect((await lab.finish(job, ann)).filter((line) => /^target \d+$/.test(line))).toHaveLength(8_000);
  });

  it('is hidden from those who may not see the job, and from pages of other sites', async () => {
    const job = await lab.job({ visibility: 'personal' });
    await lab.link.db.run((q) =>
      q.updateTable('jobs').set({ visibility: 'personal' }).where('id', '=', job).execute(),
    );
    await expect(lab.open(job, 'bob')).rejects.toThrow('HTTP 404');
    await expect(ConsoleClient.open(lab.address(job), 'nonsense')).rejects.toThrow('HTTP 401');
    const get = await lab.api.as('ann');
    expect(await get('GET', `/jobs/${job}/console`)).toMatchObject({ status: 400 });
    const ann = await lab.open(job);
    ann.socket.send('nonsense');
    await ann.until(() => ann.closed?.code === 1008);
    await lab.cancel(job);
  });
});

describe('a console of a worker that is linked to another process', () => {
  it('is reached through that, over the database', async () => {
    await lab.link.stopServing();
    const consoles = new ConsoleHub(lab.link.db);
    await lab.serve(consoles);
    const job = await lab.job();
    const ann = await lab.open(job);
    await ann.take();
    ann.type('echo 6 x 7 = $((6*7))\r');
    await ann.sees('6 x 7 = 42');
    await lab.finish(job, ann);
    consoles.close();
  });
});
