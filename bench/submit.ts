// SPDX-License-Identifier: Apache-2.0

import { hostGuest } from '@lava/guest/guest.ts';
import { firstJob } from '../tools/demo/first-job.ts';
import { processorMs, rate, startApiProcess } from './api-process.ts';
import { labOfSize } from './lab-of-size.ts';
import type { Bench, Figure } from './report.ts';

const SECONDS = 5;
const IN_FLIGHT = 32;

/** Jobs that are accepted a second. */
export const submit: Bench = {
  async run() {
    const lab = await labOfSize({ devices: 1_000, types: 20, workers: 20, queued: 10_000 });
    try {
      await lab.sql(`insert into device_types (name) values ('qemu')`);
      await lab.sql(`insert into devices (name, device_type, worker, health)
        select 'qemu-' || n, 'qemu', 'worker-1', 'maintenance' from generate_series(1, 100) n`);
      const api = await startApiProcess(lab);
      try {
        const text = firstJob(hostGuest());
        const same = () => api.send('POST', '/jobs', { definition: text });
        const other = (n: number) =>
          api.send('POST', '/jobs', { definition: text.replace(/^job_name:.*$/m, `job_name: build ${n}`) });
        await rate(IN_FLIGHT, 2, other);
        const figures: Figure[] = [];
        for (const [clients, least] of [
          [1, 1_000],
          [4, 2_000],
        ] as const) {
          const who = clients === 1 ? 'one client' : `${clients} clients`;
          const salt = clients * 1_000_000;
          for (const [what, one] of [
            ['the same definition', same],
            ['each definition another', (n: number) => other(salt + n)],
          ] as const) {
            const before = processorMs(api.child);
            const value = await rate(clients * IN_FLIGHT, SECONDS, one);
            const used = (processorMs(api.child) - before) / (value * SECONDS);
            figures.push({ name: `${who}, ${what}`, value, unit: '/s', limit: { least } });
            figures.push({ name: '  processor time of the api for each', value: used, unit: 'ms' });
          }
        }
        const [stored] = await lab.sql(`select count(*) from jobs where device_type = 'qemu'`);
        figures.push({ name: 'jobs stored', value: Number(stored?.count), unit: 'jobs' });
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
  'the demo job (3 KB) by HTTP with a token to one process with the role api, which parses and validates it and commits it ' +
  `to a PostgreSQL with fsync before it answers; ${IN_FLIGHT} requests of each client under way, for ${SECONDS} s, from the ` +
  'same machine.';
