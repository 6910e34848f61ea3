// SPDX-License-Identifier: Apache-2.0
import { hostGuest } from '@lava/guest/guest.ts';
import { firstJob } from '../tools/demo/first-job.ts';
import { type ApiProcess, processorMs, rate, startApiProcess } from './api-process.ts';
import { labOfSize } from './lab-of-size.ts';
import type { Bench, Figure } from './report.ts';

const FINISHED = 100_000;
const SECONDS = 5;
const IN_FLIGHT = 32;

/** What programs that were written for LAVA get a second. */
export const clients: Bench = {
  async run() {
    const lab = await labOfSize({
      devices: 1_000,
      types: 20,
      workers: 20,
      queued: 1_000,
      finished: FINISHED,
    });
    try {
      await lab.sql(`insert into device_types (name) values ('qemu')`);
      await lab.sql(`insert into devices (name, device_type, worker, health)
        select 'qemu-' || n, 'qemu', 'worker-1', 'maintenance' from generate_series(1, 100) n`);
      const api = await startApiProcess(lab);
      try {
        const figures: Figure[] = [];
        for (const [name, least, inFlight, one] of questions(api)) {
          await rate(inFlight, 1, one);
          const before = processorMs(api.child);
          const value = await rate(inFlight, SECONDS, one);
          const used = (processorMs(api.child) - before) / (value * SECONDS);
          figures.push({ name, value, unit: '/s', limit: { least } });
          figures.push({ name: '  processor time of the api for each', value: used, unit: 'ms' });
        }
        return { method: METHOD, figures };
      } finally {
        await api.stop();
      }
    } finally {
      await lab.close();
    }
  },
};

const METHOD =
  `${FINISHED.toLocaleString('en')} finished jobs; one process with the role api, requests of the account ann from the same machine, ` +
  `${IN_FLIGHT} of each client under way, for ${SECONDS} s. LAVA 2023.01, tuned: jobs.show 173/s, jobs.list 188/s, REST job 164/s, ` +
  'submit 40/s and 78/s.';

type Question = [
  name: string,
  least: number,
  inFlight: number,
  one: (n: number) => ReturnType<ApiProcess['ask']>,
];

function questions(api: ApiProcess): Question[] {
  const basic = `Basic ${Buffer.from(`ann:${api.token}`).toString('base64')}`;
  const call = async (method: string, params: string) => {
    const body = `<?xml version='1.0'?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
    const answer = await api.ask('POST', '/RPC2', { authorization: basic, 'content-type': 'text/xml' }, body);
    if (answer.body.includes('<fault>')) throw new Error(answer.body);
    return answer;
  };
  const text = firstJob(hostGuest()).replace(/[&<>]/g, (character) => `&#${character.codePointAt(0)};`);
  const submit = () =>
    call('scheduler.jobs.submit', `<param><value><string>${text}</string></value></param>`);
  const id = (n: number) => 1 + ((n * 7_919) % FINISHED);
  return [
    ['version', 2_000, IN_FLIGHT, () => call('system.version', '')],
    [
      'jobs.show',
      2_000,
      IN_FLIGHT,
      (n) => call('scheduler.jobs.show', `<param><value><int>${id(n)}</int></value></param>`),
    ],
    ['jobs.list', 1_000, IN_FLIGHT, () => call('scheduler.jobs.list', '')],
    [
      'REST v0.2, a job',
      2_000,
      IN_FLIGHT,
      (n) => api.ask('GET', `/api/v0.2/jobs/${id(n)}/`, { authorization: `Token ${api.token}` }),
    ],
    [
      'REST v0.2, the list of jobs',
      1_000,
      IN_FLIGHT,
      () => api.ask('GET', '/api/v0.2/jobs/?limit=25', { authorization: `Token ${api.token}` }),
    ],
    ['jobs.submit, one client', 500, IN_FLIGHT, submit],
    ['jobs.submit, four clients', 1_000, 4 * IN_FLIGHT, submit],
  ];
}
