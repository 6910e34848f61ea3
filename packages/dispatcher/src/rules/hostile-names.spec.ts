// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { parseDevice, parseJob } from '../job/parse.ts';
import { plan } from '../plan.ts';
import { hostileNames } from '../testing/hostile-names.ts';
import { HARMLESS, ROUTES, type Route } from '../testing/hostile-routes.ts';
import { validateJob } from '../validation/validate-job.ts';

const device = ({ deploy = {}, boot = {} }: Route) =>
  parseDevice(
    JSON.stringify({
      board_id: '1',
      board_qdl_id: '1',
      usb_filesystem_label: 'x',
      fastboot_options: [],
      adb_serial_number: '1',
      fastboot_serial_number: '1',
      parameters: { allow_test_services: true },
      actions: { deploy: { methods: { overlay: null, ...deploy } }, boot: { methods: boot } },
    }),
  );

/** In ASCII, as YAML breaks lines at more characters than JSON. */
const job = (...actions: object[]) =>
  ascii({
    job_name: 'x',
    device_type: 'x',
    visibility: 'public',
    timeouts: { job: { minutes: 5 } },
    actions,
  });

function ascii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What is wrong with the job when it is submitted, and when it is planned. */
async function verdicts(text: string, route: Route) {
  const { problems } = validateJob(text, { device: device(route) });
  const submit = problems.filter(isError);
  try {
    await plan(parseJob(text), device(route));
    return { submit, run: [] };
  } catch (error) {
    return { submit, run: [error] };
  }
}

describe('a name of a job', () => {
  it.each(Object.entries(ROUTES))('as %s is refused when it is submitted, or harmless', async (_, route) => {
    const good = await verdicts(job(route.block(route.good)), route);
    expect(good).toEqual({ submit: [], run: [] });
    for (const name of hostileNames('/outside')) {
      const { submit, run } = await verdicts(job(route.block(name)), route);
      const told = JSON.stringify(name);
      expect(run.length > 0, `${told}: ${JSON.stringify([submit, run])}`).toBe(submit.length > 0);
      for (const { message, where } of submit) {
        expect(message, told).not.toMatch(/\p{Cc}/u);
        expect(where, told).toMatchObject({ line: 1, column: expect.any(Number) });
      }
      // What is empty counts as absent.
      if (submit.length === 0 && name !== '') expect(HARMLESS[route.as](name), told).toBe(true);
    }
  });
});
