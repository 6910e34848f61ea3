// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { bareConfiguration } from '../../device-types/bare.ts';
import { deviceType } from '../../device-types/device-types.ts';
import { device, dictionary } from '../../devices/devices.ts';
import { beganFor } from '../../jobs/began.ts';
import { definition, disclosureFor, job, logState, suites } from '../../jobs/jobs.ts';
import { yamlLog } from '../../logs/yaml-log.ts';
import { callbackBody } from '../../notify/callback/sent.ts';
import { measured } from '../../results/case-map.ts';
import { allCases } from '../../results/cases.ts';
import { worker } from '../../workers/workers.ts';
import { type Asked, fileName, jobOf, nothing, type Page, type Pages } from './page.ts';

const to = (page: string) => async (): Promise<Page> => ({ redirect: page });

export const SCHEDULER: Pages = {
  '/scheduler/job/:job/definition/plain': async (asked) => {
    const id = await jobOf(asked);
    const { subId } = await job(asked.db, asked.actor, id);
    // Of a job of a group, its own part.
    const text = await definition(asked.db, asked.actor, id, subId === null ? 'submitted' : 'pipeline');
    return { type: 'text/plain', name: `job_${id}.yaml`, text };
  },
  '/scheduler/job/:job/multinode_definition/plain': async (asked) => {
    const id = await jobOf(asked);
    const { subId } = await job(asked.db, asked.actor, id);
    if (subId === null) throw nothing();
    const text = await definition(asked.db, asked.actor, id, 'submitted');
    return { type: 'text/plain', name: `job_${id}.yaml`, text };
  },
  // Seconds of each step, as far as it has one.
  '/scheduler/job/:job/timing': async (asked) => {
    const steps = await allCases(asked, await jobOf(asked), 'lava');
    if (steps.length === 0) throw nothing();
    const timed = steps.flatMap((step) => {
      const seconds = Number(measured(step) ?? Number.NaN);
      return Number.isNaN(seconds) ? [] : [[step.name, seconds]];
    });
    return { type: 'text/json', text: JSON.stringify({ timing: timed }) };
  },
  '/scheduler/job/:job/log_file/plain': async (asked) => {
    const id = await jobOf(asked);
    const { records } = await logState(asked.db, asked.actor, id);
    if (records === 0) throw nothing();
    const lines = yamlLog(asked.logs.stream(id, 0, records, disclosureFor(asked.actor)));
    return {
      ...{ type: 'application/yaml', name: `job_${id}.log` },
      text: Readable.from(lines, { objectMode: false }),
    };
  },
  // Files of a job on its worker, of which this server keeps none: LAVA answers with nothing, too.
  '/scheduler/job/:job/configuration': async (asked) => {
    await job(asked.db, asked.actor, await jobOf(asked));
    return { type: 'application/tar', name: 'configuration.tar.bz2', text: '' };
  },
  '/scheduler/job/:job/job_data': async (asked) => {
    const id = await jobOf(asked);
    const body = await callbackBody(asked, asked.actor, id);
    if (!body) throw nothing();
    return { type: 'application/json', text: Readable.from(body, { objectMode: false }) };
  },
  '/scheduler/job/:job/job_status': async (asked) => {
    const { state, health, device, startTime, endTime, error } = await job(
      asked.db,
      asked.actor,
      await jobOf(asked),
    );
    const body = {
      state,
      health,
      start_time: beganFor({ startTime, endTime, device, canceled: error?.kind === 'canceled' }),
      end_time: endTime,
      failure_comment: error?.message ?? null,
    };
    return { type: 'text/json', text: JSON.stringify(body) };
  },
  '/scheduler/devicetypeyaml/:name': async ({ db, actor, params }) => {
    const name = params.name ?? '';
    const text = await bareConfiguration(db, actor, name);
    return { type: 'application/yaml', name: `${fileName(name)}.yaml`, text };
  },
  '/scheduler/device/:name/devicedict/plain': async ({ db, actor, params }) => {
    const name = params.name ?? '';
    const { text } = await dictionary(db, actor, name);
    return { type: 'text/plain', name: `${fileName(name)}.jinja2`, text };
  },
};

/** The page of a job, for those who may see it. */
function jobPlaces(...paths: string[]): Pages {
  const place = async (asked: Asked): Promise<Page> => ({
    redirect: `/jobs/${(await job(asked.db, asked.actor, await jobOf(asked))).id}`,
  });
  return Object.fromEntries(paths.map((path) => [path, place]));
}

async function suitePlace(asked: Asked): Promise<Page> {
  const id = await jobOf(asked);
  const { items } = await suites(asked.db, asked.actor, id);
  if (!items.some(({ name }) => name === asked.params.suite)) throw nothing();
  return { redirect: `/jobs/${id}` };
}

function devicePlaces(...paths: string[]): Pages {
  const place = async ({ db, actor, params }: Asked): Promise<Page> => ({
    redirect: `/devices/${encodeURIComponent((await device(db, actor, params.name ?? '')).name)}`,
  });
  return Object.fromEntries(paths.map((path) => [path, place]));
}

/** Pages for people: ours of the same thing. */
export const PLACES: Pages = {
  ...jobPlaces('/scheduler/job/:job', '/scheduler/job/:job/definition', '/results/:job'),
  ...Object.fromEntries(
    ['/results/:job/:suite', '/results/:job/:suite/:case'].map((path) => [path, suitePlace]),
  ),
  ...devicePlaces('/scheduler/device/:name', '/scheduler/device/:name/devicedict'),
  '/scheduler/device_type/:name': async ({ db, actor, params }) => ({
    redirect: `/device-types/${encodeURIComponent((await deviceType(db, actor, params.name ?? '')).name)}`,
  }),
  '/scheduler/worker/:name': async ({ db, actor, params }) => ({
    redirect: `/workers/${encodeURIComponent((await worker(db, actor, params.name ?? '')).name)}`,
  }),
  '/scheduler/labhealth/': to('/devices'),
  '/scheduler/longestjobs': to('/jobs?state=running'),
  '/scheduler/alljobs': to('/jobs'),
  '/scheduler/queue': to('/jobs?state=submitted'),
  '/scheduler/running': to('/jobs?state=running'),
  '/scheduler/alldevices': to('/devices'),
  '/scheduler/allworkers': to('/workers'),
  '/results/query': to('/jobs'),
  '/scheduler/device_types': to('/device-types'),
  '/scheduler/jobsubmit': to('/submit'),
  '/api/tokens/': to('/tokens'),
  '/me/': to('/account'),
  // LAVA brings its documentation along; here it is in the repository, and that of REST in the server.
  '/static/docs': to('/api/docs'),
  '/static/docs/*': to('/api/docs'),
};
