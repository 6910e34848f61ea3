// SPDX-License-Identifier: Apache-2.0
import { type LiveEvent, openLive } from '@lava/protocol/api/live.ts';
import { createTransport } from '@lava/protocol/api/transport.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let baseUrl: string;
beforeAll(async () => {
  api = await testApi();
  await api.lab.deviceType();
  await api.lab.worker();
  baseUrl = await api.app.listen({ port: 0, host: '127.0.0.1' });
});

/** Reads the stream until the last of these types came, then leaves it. */
async function read(jobs: [number, number][], ...types: LiveEvent['type'][]): Promise<LiveEvent[]> {
  const abort = new AbortController();
  const events: LiveEvent[] = [];
  for await (const event of openLive(createTransport({ baseUrl }), new Map(jobs), abort.signal)) {
    events.push(event);
    const at = types.indexOf(event.type);
    if (at >= 0) types.splice(at, 1);
    if (types.length === 0) break;
  }
  abort.abort();
  return events;
}

describe('GET /events', () => {
  it('begins with the server: version, build of the pages, who reads, its clock', async () => {
    const [hello] = await read([], 'hello');
    expect(hello).toEqual({
      type: 'hello',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      build: null,
      user: null,
      time: expect.stringMatching(/Z$/),
    });
  });

  it('refuses a job that nobody may follow, names it, and continues with the others', async () => {
    const poke = setInterval(() => api.lab.device(`poke-${Date.now()}`), 100);
    const events = await read([[424242, 0]], 'hello', 'refused', 'change');
    clearInterval(poke);
    expect(events.find(({ type }) => type === 'refused')).toMatchObject({
      job: 424242,
      error: { code: 'not-found' },
    });
  });

  it.each([
    ['7:x', /JOB:RECORD/],
    ['7,,8', /JOB:RECORD/],
    ['-1', /JOB:RECORD/],
    [Array.from({ length: 51 }, (_, id) => id).join(','), /at most 50/],
  ])('refuses the list of jobs %s', async (jobs, message) => {
    const answer = await fetch(`${baseUrl}/api/v1/events?jobs=${jobs}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toMatch(message);
  });
});
