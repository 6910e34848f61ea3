// SPDX-License-Identifier: Apache-2.0
import { type ApiProcess, processorMs, rate, startApiProcess } from './api-process.ts';
import { labOfSize } from './lab-of-size.ts';
import type { Bench, Figure } from './report.ts';

const FINISHED = 1_000_000;
const QUEUED = 100_000;
const ROUNDS = 40;
const SECONDS = 5;
const IN_FLIGHT = 64;

/** First pages as people and robots ask for them. */
const LISTS = [
  '/jobs',
  '/jobs?state=submitted',
  '/jobs?state=running,scheduled',
  '/jobs?state=finished&health=incomplete',
  '/jobs?health=canceled',
  '/jobs?submitter=bob',
  '/jobs?submitter=root',
  '/jobs?notSubmitter=bob',
  '/jobs?deviceType=type-7',
  '/jobs?deviceType=type-7&state=submitted',
  '/jobs?device=device-77',
  '/jobs?search=test%20999',
  '/jobs?search=boot',
  '/jobs?search=nothing%20like%20it',
  '/jobs?sort=queue',
  '/jobs?sort=queue&deviceType=type-3',
  '/jobs?sort=-endTime',
  '/jobs?sort=endTime&submitter=bob',
  '/jobs?limit=200',
  '/jobs/counts',
  '/jobs/counts?submitter=bob',
  '/devices',
  '/devices?health=good&state=idle',
  '/devices?sort=worker',
  '/devices?sort=-state',
  '/devices?search=99',
  '/devices?tag=usb',
  '/devices/counts',
  '/device-types',
  '/device-types?sort=-queued',
  '/workers',
  '/workers?sort=lastSeen',
  '/tags',
  '/tokens',
  '/history?kind=device',
  '/history?kind=user&object=ann',
];

export const lists: Bench = {
  async run() {
    const lab = await labOfSize({
      devices: 10_000,
      types: 100,
      workers: 100,
      queued: QUEUED,
      finished: FINISHED,
    });
    try {
      await lab.sql(`insert into audit_log (actor, object_kind, object, action)
        select 'ann', case n % 5 when 0 then 'job' else 'device' end, 'device-' || n % 10000, 'health'
        from generate_series(1, 200000) n`);
      const api = await startApiProcess(lab);
      try {
        return { method: METHOD, figures: [...(await pages(api)), ...(await shows(api))] };
      } finally {
        await api.stop();
      }
    } finally {
      await lab.close();
    }
  },
};

const METHOD =
  `${FINISHED.toLocaleString('en')} finished and ${QUEUED.toLocaleString('en')} queued jobs, 10,000 devices; one process with the role ` +
  `api, HTTP with a token. ${LISTS.length} first pages, each asked for ${ROUNDS} times, one after the other; the figure is ` +
  `the worst 95th percentile of them all. Jobs: ${IN_FLIGHT} requests under way for ${SECONDS} s, from the same machine.`;

async function pages({ send }: ApiProcess): Promise<Figure[]> {
  const worst: [string, number][] = [];
  for (const path of LISTS) {
    await send('GET', path);
    const times: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      const begun = performance.now();
      const { status, body } = await send('GET', path);
      if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
      times.push(performance.now() - begun);
    }
    worst.push([path, times.toSorted((a, b) => a - b)[Math.ceil(ROUNDS * 0.95) - 1] ?? 0]);
  }
  worst.sort(([, a], [, b]) => b - a);
  return worst.slice(0, 5).map(([path, value], n) => ({
    name: `${n === 0 ? 'the slowest list' : 'then'}, p95: ${path}`,
    value,
    unit: 'ms',
    limit: { most: 30 },
  }));
}

async function shows({ send, child }: ApiProcess): Promise<Figure[]> {
  const one = (n: number) => send('GET', `/jobs/${1 + ((n * 7_919) % FINISHED)}`);
  await rate(IN_FLIGHT, 2, one);
  const before = processorMs(child);
  const value = await rate(IN_FLIGHT, SECONDS, one);
  const used = (processorMs(child) - before) / (value * SECONDS);
  return [
    { name: 'GET /jobs/N, one API process', value, unit: '/s', limit: { least: 3_000 } },
    { name: '  processor time of the api for each', value: used, unit: 'ms' },
  ];
}
