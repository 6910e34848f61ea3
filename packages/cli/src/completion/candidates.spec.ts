// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { runHere } from '../testing/run-here.ts';

let server: FakeServer;
beforeAll(async () => {
  const device = (name: string) => ({
    name,
    deviceType: 'qemu',
    worker: null,
    state: 'idle',
    health: 'good',
    description: '',
    tags: [],
    currentJob: null,
    hasDictionary: true,
  });
  server = await fakeServer({
    'GET /devices?limit=1000': { items: [device('qemu-01'), device('bbb.1')], next: null },
  });
});
afterAll(() => server.close());

async function offered(words: string[], url = server.url): Promise<string[]> {
  const { stdout } = await runHere(['__complete', ...words], {
    XDG_CONFIG_HOME: '/nonexistent',
    LAVA_URL: url,
  });
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  it.each([
    [['dev'], ['devices', 'device-types']],
    [
      ['jobs', 'l'],
      ['list', 'logs'],
    ],
    [['job', 'ca'], ['cancel']],
    [['jobs', 'list', '--sta'], ['--state']],
    [
      ['jobs', 'list', '--health', ''],
      ['unknown', 'complete', 'incomplete', 'canceled'],
    ],
    [
      ['jobs', 'list', '--url', 'x', '--health', 'c'],
      ['complete', 'canceled'],
    ],
    [['devices', 'dictionary', 'h'], ['history']],
    [['jobs', 'submit', ''], ['@file']],
    [['device-types', 'check', ''], ['@dir']],
    [
      ['devices', 'show', ''],
      ['qemu-01', 'bbb.1'],
    ],
    [['devices', 'update', 'bbb.1', 'q'], ['qemu-01']],
    [['devices', 'update', '--health', 'bad', 'q'], ['qemu-01']],
    [
      ['-o', 'j'],
      ['json', 'jsonl'],
    ],
    [['nonsense', ''], []],
  ])('of %j offers %j', async (words, expected) => {
    expect(await offered(words)).toEqual(expected);
  });

  it('offers nothing, and says nothing, when the server does not answer', async () => {
    expect(await offered(['devices', 'show', ''], 'http://127.0.0.1:9')).toEqual([]);
  });
});
