// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo } from 'node:net';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { attemptMethods } from '@lava/protocol/api/client/attempts.ts';
import { createClient } from '@lava/protocol/api/client.ts';
import { openLive } from '@lava/protocol/api/live.ts';
import { createTransport } from '@lava/protocol/api/transport.ts';
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { runNumber } from '@lava/protocol/wire/run-number.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Ingest } from '../../../ingest/ingest.ts';
import { jobExited, jobStarted } from '../../../jobs/lifecycle.ts';
import { assignJobs } from '../../../scheduler/apply.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';
import { silent } from '../../../testing/database.ts';

let api: TestApi;
let ingest: Ingest;
let baseUrl: string;

beforeAll(async () => {
  api = await testApi();
  await api.lab.user();
  await api.lab.deviceType();
  await api.lab.worker();
  ingest = new Ingest({ db: api.db, store: api.store, log: silent, onComplete: () => undefined });
  afterAll(() => ingest.close());
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  baseUrl = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
});

let devices = 0;
async function running(): Promise<number> {
  const device = `qemu-${++devices}`;
  await api.lab.device(device);
  const job = await api.lab.scheduledJob({ device });
  await jobStarted(api.db, 'lab-1', job);
  return job;
}

const record = (n: number, extra: Partial<JobRecord> = {}): JobRecord => ({
  dt: `2026-11-22T09:34:00.${String(n % 1_000_000).padStart(6, '0')}+00:00`,
  lvl: 'target',
  msg: `line ${n}`,
  ...extra,
});
const line = (n: number) => encodeRecord(record(n));

/** As the worker's link does. */
async function store(job: number, from: number, lines: string[]): Promise<void> {
  await new Promise<void>((resolve) => {
    const header = { type: 'records' as const, job, from, count: lines.length, attempt: 1 };
    void ingest.add(header, Buffer.from(`${lines.join('\n')}\n`), 'lab-1', () => resolve());
  });
}
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => line(from + n));
const finished = (job: number, records: number) =>
  jobExited(api.db, 'lab-1', job, { records, status: { health: 'complete' } });

describe('the log of a job', () => {
  it('is read in pages from any record', async () => {
    const job = await running();
    await store(job, 0, lines(0, 30));
    const client = createClient({ baseUrl });
    expect(await client.jobs.records(job, { from: 25 })).toEqual(lines(25, 30));
    expect(await client.jobs.records(job, { from: 3, limit: 2 })).toEqual(lines(3, 5));
    expect(await client.jobs.records(job, { from: 30 })).toEqual([]);
  });

  it('is followed and kept attempt by attempt', async () => {
    await api.lab.device('tried-1');
    const job = await api.lab.scheduledJob({ device: 'tried-1', retries: 1 });
    await jobStarted(api.db, 'lab-1', job);
    await store(job, 0, lines(0, 3));
    const client = createClient({ baseUrl });
    const followed: string[] = [];
    const following = (async () => {
      for await (const event of client.jobs.stream(job))
        if (event.type === 'records') followed.push(...event.lines);
    })();
    await vi.waitFor(() => expect(followed).toEqual(lines(0, 3)), { timeout: 20_000 });
    const failed = { health: 'incomplete', code: 'connection-closed', kind: 'infrastructure' } as const;
    await jobExited(api.db, 'lab-1', job, { records: 3, status: { ...failed, message: 'gone' } });
    expect(await client.jobs.get(job)).toMatchObject({
      state: 'submitted',
      device: null,
      attempt: 1,
      retries: 1,
    });
    await api.lab.device('tried-2');
    expect(await assignJobs(api.db)).toEqual([job]);
    const second = runNumber(job, 2);
    await store(second, 0, lines(100, 102));
    await finished(second, 2);
    await following;
    expect(followed).toEqual([...lines(0, 3), ...lines(100, 102)]);
    expect(await client.jobs.records(job)).toEqual(lines(100, 102));
    expect(await client.jobs.records(job, { attempt: 1 })).toEqual(lines(0, 3));
    expect(await client.jobs.logText(job, { attempt: 1, bare: true })).toBe('line 0\nline 1\nline 2\n');
    const { items } = await attemptMethods(client).list(job);
    expect(items).toMatchObject([
      { attempt: 1, device: 'tried-1', records: 3, counts: false, error: { code: 'connection-closed' } },
      { attempt: 2, device: 'tried-2', records: 2, counts: true, error: null, logComplete: true },
    ]);
    await expect(client.jobs.records(job, { attempt: 3 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.jobs.records(job, { attempt: 0 })).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('is sent compressed to those who take that', async () => {
    const job = await running();
    await store(job, 0, lines(0, 2_000));
    const get = async (encoding: string, path = 'records?limit=5000') => {
      const headers = { 'accept-encoding': encoding };
      const { rawPayload, headers: answer } = await api.app.inject({
        url: `/api/v1/jobs/${job}/${path}`,
        headers,
      });
      expect(answer).toMatchObject({ vary: 'accept-encoding', 'cache-control': 'private, no-cache' });
      return { sent: answer['content-encoding'], body: rawPayload };
    };
    const plain = await get('br, gzip;q=0');
    expect(plain.sent).toBeUndefined();
    expect(String(plain.body)).toBe(`${lines(0, 2_000).join('\n')}\n`);
    const gzip = await get('gzip, deflate');
    expect([gzip.sent, gunzipSync(gzip.body)]).toEqual(['gzip', plain.body]);
    const zstd = await get('gzip, deflate, br, ZSTD');
    expect([zstd.sent, zstdDecompressSync(zstd.body)]).toEqual(['zstd', plain.body]);
    for (const { body } of [gzip, zstd]) expect(body.length * 5).toBeLessThan(plain.body.length);
    const yaml = await get('zstd', 'log.yaml');
    expect(String(zstdDecompressSync(yaml.body))).toContain('line 1999');
    expect(await createClient({ baseUrl }).jobs.records(job, { limit: 5_000 })).toEqual(lines(0, 2_000));
  });

  it('is shown as text: time, level and what was said, or only that', async () => {
    const job = await running();
    const result = { definition: 'a', case: 'x', result: 'pass', measurement: '0.10', units: 's' } as const;
    const records = [
      record(0, { lvl: 'target', msg: '\u001b[31mred\u001b[0m <b>\u0007' }),
      record(1, { lvl: 'results', msg: result }),
    ];
    await store(job, 0, records.map(encodeRecord));
    const answer = await api.app.inject(`/api/v1/jobs/${job}/log.txt`);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    const [first, second] = records.map(({ dt }) => `${dt.slice(0, 23)}Z`);
    expect(answer.body).toBe(`${first} target    red <b>^G\n${second} results   a/x: pass  0.10 s\n`);
    const bare = await api.app.inject(`/api/v1/jobs/${job}/log.txt?bare=true`);
    expect(bare.body).toBe('red <b>^G\na/x: pass  0.10 s\n');
  });

  it('is downloaded as the YAML that LAVA writes, without what only this server adds', async () => {
    const job = await running();
    const step = { event: 'start', level: '1', name: 'deploy' } as const;
    const result = { definition: 'lava', case: 'x', result: 'pass' } as const;
    const records = [
      record(0, { lvl: 'info', step }),
      record(1, { lvl: 'results', msg: result }),
      record(2, { lvl: 'feedback', ns: 'guest', msg: 'a "quote" \u009b' }),
      record(3, { lvl: 'info', status: { health: 'complete' } }),
    ];
    await store(job, 0, records.map(encodeRecord));
    const answer = await api.app.inject(`/api/v1/jobs/${job}/log.yaml`);
    expect(answer.headers['content-type']).toContain('text/yaml');
    expect(loadYaml(answer.body)).toEqual([
      { dt: records[0]?.dt, lvl: 'info', msg: 'line 0' },
      { dt: records[1]?.dt, lvl: 'results', msg: result },
      { dt: records[2]?.dt, lvl: 'feedback', msg: 'a "quote" \u009b', ns: 'guest' },
      { dt: records[3]?.dt, lvl: 'info', msg: 'line 3' },
    ]);
  });

  it('is followed live from any record to the end, with the job whenever it changes', async () => {
    const job = await running();
    await store(job, 0, lines(0, 10));
    const seen: string[] = [];
    const records: string[] = [];
    for await (const event of createClient({ baseUrl }).jobs.stream(job, 4)) {
      if (event.type === 'records') {
        records.push(...event.lines);
        if (records.length === 6) await store(job, 10, lines(10, 2_500));
        if (records.length === 2_496) await finished(job, 2_500);
      } else if (event.type === 'job') {
        seen.push(event.job.state);
      }
    }
    expect(records).toEqual(lines(4, 2_500));
    expect(seen).toEqual(['running', 'finished']);
  });

  it('continues where Last-Event-ID says', async () => {
    const job = await running();
    await store(job, 0, lines(0, 5));
    await finished(job, 5);
    const answer = await fetch(`${baseUrl}/api/v1/jobs/${job}/stream?from=0`, {
      headers: { 'last-event-id': '3' },
    });
    const text = await answer.text();
    const data = /event: records\nid: 5\ndata: (.*)\n/.exec(text)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual({ from: 3, lines: lines(3, 5) });
    expect(text.trimEnd().endsWith('event: end\ndata: {}')).toBe(true);
  });

  it('of a hundred thousand lines reaches a slow client whole, without being held in memory for it', async () => {
    const job = await running();
    for (let from = 0; from < 100_000; from += 10_000) await store(job, from, lines(from, from + 10_000));
    await finished(job, 100_000);
    const answer = await fetch(`${baseUrl}/api/v1/jobs/${job}/stream`);
    const reader = answer.body?.getReader();
    let size = 0;
    let peak = 0;
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      size += chunk.value.length;
      await new Promise((resolve) => setImmediate(resolve));
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }
    expect(size).toBeGreaterThan(100_000 * line(0).length);
    expect(peak).toBeLessThan(300 * 1024 * 1024);
  });

  it('follows several jobs, and what changes, on one connection', async () => {
    const [first, second] = [await running(), await running()];
    await store(first, 0, lines(0, 5));
    await store(second, 0, lines(0, 3));
    await finished(first, 5);
    const abort = new AbortController();
    const told: string[] = [];
    const jobs = new Map([
      [first, 2],
      [second, 0],
    ]);
    for await (const event of openLive(createTransport({ baseUrl }), jobs, abort.signal)) {
      if (event.type === 'hello') told.push('hello');
      else if (event.type === 'records')
        told.push(`${event.job === first ? 1 : 2}: ${event.from}+${event.lines.length}`);
      else if (event.type === 'end') told.push(`${event.job === first ? 1 : 2} ended`);
      if (told.length === 4) await store(second, 3, lines(3, 4));
      if (told.includes('2: 3+1')) break;
    }
    abort.abort();
    expect(told[0]).toBe('hello');
    expect(told.toSorted()).toEqual(['1 ended', '1: 2+3', '2: 0+3', '2: 3+1', 'hello']);
  });

  it('tells lists what changed', async () => {
    const abort = new AbortController();
    const changes = createClient({ baseUrl }).streamChanges(abort.signal);
    const first = changes.next();
    // The stream is open once something arrives, so it is changed until then.
    const poke = setInterval(() => api.lab.device(`poke-${++devices}`), 20);
    expect((await first).value).toMatchObject({ resource: 'device', name: expect.stringMatching(/^poke-/) });
    clearInterval(poke);
    abort.abort();
    await changes.next().catch(() => undefined);
  });
});
