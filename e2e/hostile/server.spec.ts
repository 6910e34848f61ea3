// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { type Lab, startLab } from '@lava/lab/lab.ts';
import type { Client } from '@lava/protocol/api/client.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterFirstDevice } from '../../tools/demo/enter-device.ts';
import { cpuTime, forgetPeak, memory, peakMemory } from './memory.ts';
import { GOOD_DEVICE, GOOD_JOB, JOB_TEXTS, TEMPLATES, YAML_TEXTS } from './texts.ts';

/** MB by which the server may grow while it has a hostile text in hands. */
const GROWTH = 256;
/** Seconds beyond what a good text takes; on a busy machine also three times as long. */
const TIME = 2;

/** Doors by which a text of somebody comes in by REST; each throws what the server refuses, or gives its problems. */
type Door = (client: Client, text: string) => Promise<unknown>;
const JOB_DOORS: Record<string, Door> = {
  submit: (client, text) => client.jobs.submit(text),
  validate: async (client, text) => (await client.jobs.validate(text)).problems,
  translate: (client, text) => client.jobs.translate(text),
};
const TEMPLATE_DOORS: Record<string, Door> = {
  'a dictionary': async (client, text) => (await client.devices.dictionary.set('hostile', text)).problems,
  'a device type': async (client, text) => (await client.deviceTypes.template.set('hostile', text)).problems,
  'a rendered device': async (client, text) => {
    await client.devices.dictionary.set('hostile', text);
    return client.devices.rendered('hostile');
  },
};

let directory: string;
let lab: Lab;
beforeAll(async () => {
  directory = mkdtempSync('/var/tmp/lava-hostile-');
  lab = await startLab({ directory });
  await enterFirstDevice(lab);
  const { client } = lab;
  await client.deviceTypes.add({ name: 'hostile' });
  await client.devices.add({ name: 'hostile', deviceType: 'hostile', dictionary: GOOD_DEVICE });
});
afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

interface Used {
  /** Of the server's CPU time. */
  seconds: number;
  /** MB. */
  growth: number;
}

async function measured(action: () => Promise<unknown>): Promise<Used & { error: unknown; result: unknown }> {
  const { pid } = lab.server;
  const before = memory(pid);
  forgetPeak(pid);
  const started = cpuTime(pid);
  let error: unknown;
  const result = await action().catch((thrown: unknown) => {
    error = thrown;
  });
  const seconds = cpuTime(pid) - started;
  return { seconds, growth: peakMemory(pid) - before, error, result };
}

/** Refused, in time and in little memory; the server answers the next one. */
async function expectHarmless(
  door: Door,
  good: string,
  text: string,
  refused: (outcome: { error: unknown; result: unknown }) => void,
): Promise<void> {
  const usual = await measured(() => door(lab.client, good));
  const used = await measured(() => door(lab.client, text));
  refused(used);
  expect(used.growth).toBeLessThan(GROWTH);
  expect(used.seconds).toBeLessThan(3 * usual.seconds + TIME);
  expect((await lab.client.session()).user?.username).toBe('admin');
  expect(lab.server.running()).toBe(true);
}

function expectRefused({ error, result }: { error: unknown; result: unknown }): void {
  if (Array.isArray(result) && result.length > 0) return;
  expect(error).toBeInstanceOf(LavaError);
  expect(['bug', 'server-unreachable']).not.toContain((error as LavaError).code);
}

describe.each(Object.entries(JOB_DOORS))('the server asked to %s a job', (_, door) => {
  it.each(Object.entries(YAML_TEXTS))('refuses %s', async (_name, text) => {
    await expectHarmless(door, GOOD_JOB, text(), expectRefused);
  });
  it.each(Object.entries(JOB_TEXTS))('lives through %s', async (_name, text) => {
    await expectHarmless(door, GOOD_JOB, text(), ({ error }) => {
      if (error !== undefined) expectRefused({ error, result: undefined });
    });
  });
});

describe.each(Object.entries(TEMPLATE_DOORS))('the server given %s', (_, door) => {
  it.each(Object.entries(TEMPLATES))('refuses %s', async (_name, text) => {
    await expectHarmless(door, GOOD_DEVICE, text(), expectRefused);
  });
});

describe('the server', () => {
  it('renders no device with a context made to hurt', async () => {
    const contexts = [
      'x: &x [*x]',
      '['.repeat(2_000),
      `1${':59'.repeat(2_000)}`,
      '!!python/name:os.system x',
    ];
    for (const context of contexts) {
      await expectHarmless(
        (client, text) => client.devices.rendered('qemu-01', [`memory=${text}`]),
        '64',
        context,
        expectRefused,
      );
    }
  });

  it('takes no body without end', async () => {
    const used = await measured(() => endless(lab));
    expect(['413', 'EPIPE', 'ECONNRESET']).toContain(used.result);
    expect(used.growth).toBeLessThan(GROWTH);
  });
});

/**
 * Sends a submission in chunks until the server has had enough: the status of its answer, or how the connection broke,
 * since the server closes it and does not wait for the rest.
 */
function endless({ url, token }: Lab): Promise<string | undefined> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(`${url}/api/v1/jobs`, { method: 'POST', headers });
    const chunk = 'x'.repeat(1 << 20);
    let left = 1000;
    const more = () => {
      while (left-- > 0) if (!sent.write(chunk)) return;
      sent.end('"}');
    };
    sent.on('response', (response) => {
      sent.destroy();
      resolve(String(response.statusCode));
    });
    sent.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    sent.on('drain', more);
    sent.write('{"definition": "');
    more();
  });
}
