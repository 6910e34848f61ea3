// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { DEVICE_HEALTHS, DEVICE_STATES } from '@lava/protocol/api/lab.ts';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { countLab } from '../db/queries/statistics.ts';

/** For Prometheus: this process, and the lab as counted at the moment of the question. */
export function createMetrics(db: Database): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const jobs = new Gauge({
    name: 'lava_jobs',
    help: 'jobs that are not finished, by state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await db.run(countLab);
      for (const state of JOB_STATES.filter((each) => each !== 'finished')) {
        this.set({ state }, counts.jobs.get(state) ?? 0);
      }
      for (const state of DEVICE_STATES) devices.set({ state }, counts.deviceStates.get(state) ?? 0);
      for (const health of DEVICE_HEALTHS) healths.set({ health }, counts.deviceHealths.get(health) ?? 0);
      workers.set(counts.workersOnline);
    },
  });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const devices = gauge('lava_devices', 'devices by state', ['state']);
  const healths = gauge('lava_device_health', 'devices by health', ['health']);
  const workers = gauge('lava_workers_online', 'workers that are online');
  jobs.set({ state: 'submitted' }, 0);
  return registry;
}
