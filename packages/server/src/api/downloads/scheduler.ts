// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { dictionary } from '../../devices/devices.ts';
import { definition, disclosureFor, job, logState } from '../../jobs/jobs.ts';
import { yamlLog } from '../../logs/yaml-log.ts';
import { fileName, jobOf, nothing, type Page, type Pages } from './page.ts';

const to = (page: string) => async (): Promise<Page> => ({ redirect: page });

export const SCHEDULER: Pages = {
  '/scheduler/job/:job/definition/plain': async (asked) => {
    const id = jobOf(asked);
    const text = await definition(asked.db, asked.actor, id, 'submitted');
    return { type: 'text/plain', name: `job_${id}.yaml`, text };
  },
  '/scheduler/job/:job/log_file/plain': async (asked) => {
    const id = jobOf(asked);
    const { records } = await logState(asked.db, asked.actor, id);
    if (records === 0) throw nothing();
    const lines = yamlLog(asked.logs.stream(id, 0, records, disclosureFor(asked.actor)));
    return {
      ...{ type: 'application/yaml', name: `job_${id}.log` },
      text: Readable.from(lines, { objectMode: false }),
    };
  },
  '/scheduler/job/:job/job_status': async (asked) => {
    const { state, health, startTime, endTime, error } = await job(asked.db, asked.actor, jobOf(asked));
    const body = {
      state,
      health,
      start_time: startTime,
      end_time: endTime,
      failure_comment: error?.message ?? null,
    };
    return { type: 'text/json', text: JSON.stringify(body) };
  },
  '/scheduler/device/:name/devicedict/plain': async ({ db, actor, params }) => {
    const name = params.name ?? '';
    const { text } = await dictionary(db, actor, name);
    return { type: 'text/plain', name: `${fileName(name)}.jinja2`, text };
  },
};

/** Pages for people: ours of the same thing. */
export const PLACES: Pages = {
  '/scheduler/job/:job': async (asked) => ({
    redirect: `/jobs/${(await job(asked.db, asked.actor, jobOf(asked))).id}`,
  }),
  '/results/:job': async (asked) => ({
    redirect: `/jobs/${(await job(asked.db, asked.actor, jobOf(asked))).id}`,
  }),
  '/scheduler/device/:name': async ({ params }) => ({
    redirect: `/devices/${encodeURIComponent(params.name ?? '')}`,
  }),
  '/scheduler/device_type/:name': async ({ params }) => ({
    redirect: `/device-types/${encodeURIComponent(params.name ?? '')}`,
  }),
  '/scheduler/worker/:name': async ({ params }) => ({
    redirect: `/workers/${encodeURIComponent(params.name ?? '')}`,
  }),
  '/scheduler/alljobs': to('/jobs'),
  '/scheduler/queue': to('/jobs?state=submitted'),
  '/scheduler/running': to('/jobs?state=running'),
  '/scheduler/alldevices': to('/devices'),
  '/scheduler/allworkers': to('/workers'),
  '/scheduler/device_types': to('/device-types'),
  '/scheduler/jobsubmit': to('/submit'),
  '/api/tokens/': to('/tokens'),
  '/me/': to('/account'),
};
