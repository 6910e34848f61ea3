// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, startLab, tokenOf } from '@lava/lab/lab.ts';
import { processesOf } from '@lava/lab/leftovers.ts';
import { type Client, createClient } from '@lava/protocol/api/client.ts';
import type { ConsoleView } from '@lava/protocol/api/console.ts';
import { ConsoleConnection, consoleAddress } from '@lava/protocol/api/console-connection.ts';
import { decodeRecord } from '@lava/protocol/record/record.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A board whose console is a shell, and whose power is a line of a file. */
const board = (power: string) => `commands:
  hard_reset: "sh -c 'echo on >> ${power}'"
  power_off: "sh -c 'echo off >> ${power}'"
  connections:
    uart0:
      connect: "env 'PS1=board# ' sh -i"
      tags: [primary]
actions: {deploy: {methods: {}}, boot: {methods: {minimal: null}}}
constants: {}
timeouts: {}
`;

let directory: string;
/** Where the commands of boards write, which run as users of their own. */
let power: string;
let lab: Lab;
beforeAll(async () => {
  // Below /var/tmp, since PostgreSQL's own user must be able to reach it when root runs the tests.
  directory = mkdtempSync('/var/tmp/lava-leases-');
  power = join(directory, 'power');
  writeFileSync(power, '');
  chmodSync(power, 0o666);
  lab = await startLab({ directory });
  const { client, workerName: worker } = lab;
  await client.deviceTypes.add({ name: 'shell' });
  await client.deviceTypes.template.set('shell', board(power));
  for (const name of ['board-1', 'board-2']) {
    await client.devices.add({
      name,
      deviceType: 'shell',
      worker,
      dictionary: "{% extends 'shell.jinja2' %}\n",
    });
    await client.devices.update(name, { health: 'good' });
  }
});
afterAll(async () => {
  await lab?.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** How long anything that should happen soon may take, milliseconds; the machine may be very busy. */
const SOON = 120_000;

/** When somebody types again what had no effect, milliseconds. */
const AGAIN = 3_000;

/** The server may be down at a moment: that is what is tested. */
async function eventually<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const deadline = performance.now() + SOON; ; await sleep(50)) {
    const found = await Promise.resolve(look()).catch(() => undefined);
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not within ${SOON / 1_000} s: ${look}`);
  }
}

const inState = (client: Client, id: number, state: string) =>
  eventually(async () => {
    const lease = await client.leases.get(id);
    return lease.state === state ? lease : undefined;
  });

/** Somebody at a console, whose connection comes back by itself. */
class Session {
  text = '';
  #view: ConsoleView | undefined;
  readonly connection: ConsoleConnection;

  constructor(job: number) {
    const headers = { authorization: `Bearer ${lab.token}` };
    this.connection = new ConsoleConnection(
      {
        dial: () => new WebSocket(consoleAddress(lab.url, job), { headers } as object) as never,
        check: () => lab.client.jobs.get(job),
      },
      {
        output: (bytes) => {
          this.text += Buffer.from(bytes).toString();
        },
        fresh: () => {},
        state: (view) => {
          this.#view = view;
        },
        skipped: () => {},
        refused: () => {},
        linked: (up) => {
          if (!up) this.#view = undefined;
        },
        ended: () => {},
      },
    );
  }

  /** Types a sum until the board has made something of it: what is typed while its worker is away is lost. */
  async types(word: string): Promise<void> {
    let typed = Number.NEGATIVE_INFINITY;
    await eventually(() => {
      if (this.text.includes(`${word}-2`)) return true;
      if (!this.#view?.yours) {
        if (this.#view?.consoles.some(({ open }) => open))
          this.connection.ask({ type: 'take', force: false });
      } else if (performance.now() - typed > AGAIN) {
        typed = performance.now();
        this.connection.type(Buffer.from(`echo ${word}-$((1+1))\r`));
      }
      return undefined;
    });
  }
}

describe('a lease with somebody at its console', () => {
  it('survives kill -9 of server and worker: nothing is lost, and the board is free at the end', async () => {
    const { id } = await lab.client.leases.ask({ target: 'board-1', seconds: 900 });
    await inState(lab.client, id, 'held');
    const session = new Session(id);
    await session.types('first');
    await lab.server.kill();
    lab.server = await lab.startServer();
    await session.types('second');
    await lab.worker.kill();
    lab.worker = await lab.startWorker();
    await session.types('third');
    session.connection.close();
    await lab.client.leases.end(id);
    expect(await inState(lab.client, id, 'ended')).toMatchObject({ endReason: `ended by ${lab.username}` });
    const said: string[] = [];
    for await (const event of lab.client.jobs.stream(id)) {
      if (event.type !== 'records') continue;
      for (const { lvl, msg } of event.lines.map(decodeRecord))
        if (lvl === 'target' && /^(first|second|third)-2$/.test(String(msg))) said.push(String(msg));
    }
    // Each as often as it was typed.
    expect([...new Set(said)]).toEqual(['first-2', 'second-2', 'third-2']);
    expect(await lab.client.devices.get('board-1')).toMatchObject({ state: 'idle', currentJob: null });
    expect(readFileSync(power, 'utf8').trim().split('\n')).toEqual(['on', 'off']);
    await eventually(
      () => processesOf(directory).every(({ command }) => !command.includes('--job-id')) || undefined,
    );
  });

  it('is ended while both are killed, and its board is free when they are back', async () => {
    const { id } = await lab.client.leases.ask({ target: 'board-1', seconds: 900 });
    await inState(lab.client, id, 'held');
    await lab.worker.kill();
    await lab.client.leases.end(id);
    await lab.server.kill();
    lab.server = await lab.startServer();
    lab.worker = await lab.startWorker();
    await inState(lab.client, id, 'ended');
    expect(await lab.client.devices.get('board-1')).toMatchObject({ state: 'idle', currentJob: null });
  });
});

it('two people and a job that want one board have it one after the other, and nobody has it with somebody else', async () => {
  const [ann, bob] = (await Promise.all(
    ['ann', 'bob'].map(async (username) => {
      await lab.client.addUser({ username, password: 'correct horse' });
      const token = await tokenOf(lab.url, { username, password: 'correct horse' });
      return createClient({ baseUrl: lab.url, token });
    }),
  )) as [Client, Client];
  const first = await ann.leases.ask({ target: 'board-2', seconds: 600 });
  await inState(ann, first.id, 'held');
  const second = await bob.leases.ask({ target: 'board-2', seconds: 600 });
  const job = await ann.jobs.submit(
    `{job_name: third, device: board-2, device_type: shell, visibility: public, timeouts: {job: {minutes: 2}},
      actions: [{command: {name: hard_reset}}]}`,
  );
  await expect(bob.leases.power(first.id, { to: 'reset' })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await bob.jobs.get(second.id)).waiting.join()).toContain('board-2');
  expect(await bob.leases.get(second.id)).toMatchObject({ state: 'waiting' });
  await ann.leases.end(first.id);
  await inState(bob, second.id, 'held');
  expect(await ann.leases.get(first.id)).toMatchObject({ state: 'ended' });
  expect(await ann.jobs.get(job.id)).toMatchObject({ state: 'submitted' });
  await expect(ann.leases.end(second.id)).rejects.toMatchObject({ code: 'forbidden' });
  await bob.leases.end(second.id);
  await eventually(async () => (await ann.jobs.get(job.id)).state === 'finished' || undefined);
  expect(await ann.jobs.get(job.id)).toMatchObject({ health: 'complete' });
});
