// SPDX-License-Identifier: Apache-2.0
import type { JobCounts } from '@lava/protocol/api/jobs.ts';
import type { Device, DeviceType, Worker } from '@lava/protocol/api/lab.ts';
import { type Page, readPages } from '@lava/protocol/api/list.ts';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../data/client.ts';

/** Devices that are shown; a larger lab has its lists. */
export const MOST_DEVICES = 3_000;
const MOST_OTHERS = 1_000;

/** What somebody sees who looks at the whole lab; `next` is null when all are there. */
export interface Lab {
  devices: Page<Device>;
  deviceTypes: Page<DeviceType>;
  workers: Page<Worker>;
  jobs: JobCounts;
}

/** By the clock: in a large lab something changes all the time, and nobody looks at the whole of it so often. */
export const lab = queryOptions({
  queryKey: ['lab'],
  queryFn: async ({ signal }): Promise<Lab> => {
    const { devices, deviceTypes, workers, jobs } = client.withSignal(signal);
    const health = 'good,unknown,looping,bad,maintenance';
    const [allDevices, allTypes, allWorkers, counts] = await Promise.all([
      readPages((page) => devices.list({ ...page, health, sort: 'deviceType' }), MOST_DEVICES),
      readPages((page) => deviceTypes.list({ ...page, display: 'true' }), MOST_OTHERS),
      readPages((page) => workers.list({ ...page, health: 'active,maintenance' }), MOST_OTHERS),
      jobs.counts({}),
    ]);
    return { devices: allDevices, deviceTypes: allTypes, workers: allWorkers, jobs: counts };
  },
  refetchInterval: 5_000,
});
