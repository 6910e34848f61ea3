// SPDX-License-Identifier: Apache-2.0
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, startLab } from '@lava/lab/lab.ts';
import { processesOf } from '@lava/lab/leftovers.ts';
import { type Client, createClient } from '@lava/protocol/api/client.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What the device's dictionary names of the lab; no resolver knows these hosts. */
const FACTS = ['pdu-7.lab.invalid', '10.77.88.99', 's3cr3t-Pw', 'con-9.lab.invalid', 'led-5'];

/** How long anything that should happen soon may take, milliseconds; the machine may be very busy. */
const SOON = 120_000;

/** How long a stream is listened to that does not end by itself, milliseconds. */
const ENDLESS = 1_500;

const job = (name: string) => `
job_name: who sees what
device_type: qemu
visibility: public
context: {arch: amd64}
timeouts:
  job: {minutes: 5}
actions:
- command: {name: ${name}}
`;

describe('facts of a device', () => {
  const directory = mkdtempSync('/var/tmp/lava-secrecy-');
  const jobsPath = join(directory, 'worker/jobs');
  let lab: Lab;
  /** Somebody who may submit jobs and is not an admin. */
  let ann: Client;
  let annsToken = '';

  beforeAll(async () => {
    const pdu = join(directory, 'pdu');
    // Talks as a client of a power switch does, and waits for the test where it says so.
    writeFileSync(
      pdu,
      `#!/bin/sh
echo "connecting to pdu-7.lab.invalid:17 with s3cr3t-Pw"
echo "pdu-7.lab.invalid has address 10.77.88.99" >&2
if [ "$1" = --wait ]; then
  touch ${directory}/waits
  until [ -e ${directory}/go ]; do sleep 0.05; done
fi
echo "outlet 3 of 8 is off"
`,
    );
    chmodSync(pdu, 0o755);
    const dictionary = `{% extends 'qemu.jinja2' %}
{% set hard_reset_command = '${pdu} --wait --hostname pdu-7.lab.invalid --password s3cr3t-Pw --port 17' %}
{% set user_commands = {
  'led': {'do': 'sh -c "echo trying 10.77.88.99 port 7017; echo host led-5"', 'undo': 'echo off --host led-5'},
  'broken': {'do': 'false telnet con-9.lab.invalid 7001'}
} %}`;
    lab = await startLab({ directory, settings: { public_reading: true } });
    const { client, workerName } = lab;
    await client.deviceTypes.add({ name: 'qemu' });
    await client.devices.add({ name: 'board-1', deviceType: 'qemu', worker: workerName, dictionary });
    await client.devices.update('board-1', { health: 'good' });
    annsToken = await tokenOf('ann');
    ann = createClient({ baseUrl: lab.url, token: annsToken });
  });
  afterAll(async () => {
    await lab?.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  async function tokenOf(username: string): Promise<string> {
    const password = 'correct horse battery';
    await lab.client.addUser({ username, password });
    let cookie = '';
    const signedIn = createClient({
      baseUrl: lab.url,
      async fetch(address, init) {
        const response = await fetch(address, { ...init, headers: { ...(init.headers as object), cookie } });
        cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
        return response;
      },
    });
    await signedIn.signIn({ username, password });
    return (await signedIn.tokens.add({ description: 'test' })).token;
  }

  async function soon<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const deadline = performance.now() + SOON;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`not within ${SOON / 1000} s: ${what}`);
      await sleep(50);
    }
  }

  function finished(id: number): Promise<Job> {
    return soon(`job ${id} is finished with all of its log`, async () => {
      const found = await lab.client.jobs.get(id);
      return found.state === 'finished' && found.logComplete ? found : undefined;
    });
  }

  async function submit(name: string): Promise<number> {
    await lab.client.devices.update('board-1', { health: 'good' }); // the job before may have failed
    return (await ann.jobs.submit(job(name))).id;
  }

  /** All that REST gives to one who asks for everything, by path; of streams that do not end, as much as comes immediately. */
  async function everything(token: string | undefined, id: number): Promise<Map<string, string>> {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { paths } = (await (await fetch(`${lab.url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const names: Record<string, string> = {
      devices: 'board-1',
      workers: lab.workerName,
      'device-types': 'qemu',
    };
    const found = new Map<string, string>();
    for (const [path, methods] of Object.entries(paths)) {
      if (!('get' in methods)) continue;
      const resource = /\/v1\/([\w-]+)/.exec(path)?.[1] ?? '';
      const url = path.replace(/\{\w+\}/g, names[resource] ?? String(id));
      found.set(url, await textOf(`${lab.url}${url}`, headers));
    }
    for (const url of [`/api/v1/jobs/${id}/definition?form=pipeline`, `/jobs/${id}`])
      found.set(url, await textOf(`${lab.url}${url}`, headers));
    return found;
  }

  async function textOf(url: string, headers: Record<string, string>): Promise<string> {
    const enough = new AbortController();
    const response = await fetch(url, { headers, signal: enough.signal });
    if (!/event-stream/.test(response.headers.get('content-type') ?? '')) return response.text();
    const timer = setTimeout(() => enough.abort(), ENDLESS);
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true });
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error; // a stream without an end
    }
    clearTimeout(timer);
    return text;
  }

  async function expectUnseen(id: number): Promise<void> {
    for (const token of [annsToken, undefined]) {
      const doors = await everything(token, id);
      expect(doors.size).toBeGreaterThan(20);
      expect(doors.get(`/api/v1/jobs/${id}/records`)).toContain('<device>');
      for (const [url, text] of doors)
        for (const fact of FACTS) expect(text.includes(fact), `${fact} at ${url}`).toBe(false);
    }
    for (const name of ['server.log', 'worker.log']) {
      const text = readFileSync(join(directory, name), 'utf8');
      for (const fact of FACTS) expect(text.includes(fact), `${fact} in ${name}`).toBe(false);
    }
  }

  it('are in no answer to other people, in no process list of ours, in no file that others can read', async () => {
    const id = await submit('hard_reset');
    const live: string[] = [];
    const following = (async () => {
      for await (const event of ann.jobs.stream(id)) live.push(JSON.stringify(event));
    })();
    await soon('the power switch is talked to', () => existsSync(join(directory, 'waits')) || undefined);
    for (const { command } of processesOf(directory).filter(({ command }) => !command.includes('/pdu ')))
      for (const fact of FACTS) expect(command).not.toContain(fact);
    const own = join(jobsPath, String(id));
    expect(statSync(own).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(own).filter((each) => statSync(join(own, each)).isFile()))
      expect([name, statSync(join(own, name)).mode & 0o077]).toEqual([name, 0]);
    expect(readFileSync(join(own, 'bundle.json'), 'utf8')).toContain('pdu-7.lab.invalid');

    writeFileSync(join(directory, 'go'), '');
    expect((await finished(id)).health).toBe('complete');
    await following;
    expect(live.join('\n')).toContain(
      'Calling: pdu --wait --hostname <device> --password <device> --port <device>',
    );
    for (const fact of FACTS) expect(live.join('\n')).not.toContain(fact);
    await expectUnseen(id);
    await soon('the worker has let go of the job', () => !existsSync(own) || undefined);
  });

  it('leave an admin the whole text, and everybody what is not a fact', async () => {
    const id = await submit('led');
    await finished(id);
    await expectUnseen(id);
    const lines = await ann.jobs.records(id);
    const text = lines.join('\n');
    expect(text).toContain('>> trying <device>');
    expect(text).toMatch(/Returned 0 in/);
    const whole = (await lab.client.jobs.records(id)).join('\n');
    expect(whole).toContain('>> trying 10.77.88.99 port 7017');
    expect(whole).toContain('Calling: echo off --host led-5');
    expect(
      await textOf(`${lab.url}/api/v1/jobs/${id}/log.yaml`, { authorization: `Bearer ${lab.token}` }),
    ).toContain('>> host led-5');
  });

  it('are not revealed by a command that fails', async () => {
    const id = await submit('broken');
    const { health, error } = await finished(id);
    expect({ health, error }).toMatchObject({
      health: 'incomplete',
      error: { message: 'commands.users.broken.do of the device failed with status 1: false <device>' },
    });
    await expectUnseen(id);
    expect((await lab.client.jobs.records(id)).join('\n')).toContain('false telnet con-9.lab.invalid 7001');
  });

  it('are not revealed by a broken dictionary', async () => {
    const { client } = lab;
    await client.devices.dictionary.set(
      'board-1',
      "{% extends 'qemu.jinja2' %}\n{% set hard_reset_command = '[ pdu-7.lab.invalid: }' %}",
    );
    const id = await submit('hard_reset');
    const { error } = await soon('the job is finished', async () => {
      const found = await client.jobs.get(id);
      return found.state === 'finished' ? found : undefined;
    });
    expect(error?.message).toMatch(/is not YAML: .* \(line \d+, column \d+\)$/);
    for (const [url, text] of await everything(annsToken, id))
      for (const fact of FACTS) expect(text.includes(fact), `${fact} at ${url}`).toBe(false);
  });
});
