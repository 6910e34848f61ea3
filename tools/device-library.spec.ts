// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJob } from '@lava/dispatcher/job/parse.ts';
import { plan } from '@lava/dispatcher/plan.ts';
import { validateDevice } from '@lava/dispatcher/validation/validate-device.ts';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { templateLoader, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { describe, expect, it } from 'vitest';
import { BOARDS, deviceTypes, LIBRARY } from './generate/device-types.ts';
import { FAMILY_JOBS } from './test/family-jobs.ts';

const loader = templateLoader(templatesIn(LIBRARY));
const environment = createLavaEnvironment(loader, undefined, { ownLineBeforeParent: true });
const types = new Map(deviceTypes().map((type) => [type.name, type]));
const boards = [...types.keys()].filter((name) => !/^base/.test(name));

/** Names of types that public labs use, next to the checkout; one a line, perhaps with a remark. */
const NAMES =
  process.env.LAVA_DEVICE_TYPE_NAMES ?? join(import.meta.dirname, '../../shared/cases/device-types.txt');
const names = existsSync(NAMES)
  ? readFileSync(NAMES, 'utf8')
      .split('\n')
      .filter((line) => /^\w/.test(line))
      .map((line) => line.split(' ')[0] ?? '')
  : [];

/** What a lab says about a board: how it is reached. Above `extends` is what people leave there. */
function dictionary(name: string): string {
  const board = `
{% set connection_command = 'telnet ser2net.lab 7001' %}
{% set hard_reset_command = 'pduclient --daemon pdu.lab --hostname pdu01 --command reboot --port 4' %}
{% set power_off_command = 'pduclient --daemon pdu.lab --hostname pdu01 --command off --port 4' %}
{% set power_on_command = 'pduclient --daemon pdu.lab --hostname pdu01 --command on --port 4' %}`;
  const words: Record<string, string> = {
    'base-fastboot': `${board}\n{% set fastboot_serial_number = '191c51d6' %}{% set adb_serial_number = '191c51d6' %}`,
    'base-qdl': `${board}\n{% set board_qdl_id = '0AA94EFD' %}`,
    'base-uuu': `${board}
{% set uuu_usb_otg_path = '2:143' %}
{% set uuu_corrupt_boot_media_command = ['mmc dev 0', 'mmc erase 0 0x400'] %}`,
    avh: "{% set avh_model = 'rpi4b' %}",
    docker: '',
    fvp: '',
    qemu: '',
    ssh: "{% set ssh_host = 'board-7.lab' %}",
  };
  return `# Rack 4, shelf 2\n\n {% extends '${name}.jinja2' %}\n${words[familyOf(name)] ?? board}\n`;
}

/** The bases of a type up to `base`, nearest first. */
function ancestry(name: string): string[] {
  const parent = types.get(name)?.parent;
  return parent === undefined ? [name] : [name, ...ancestry(parent)];
}

function familyOf(name: string): string {
  const family = ancestry(name).find((each) => each in FAMILY_JOBS);
  if (family === undefined) throw new Error(`no job is known for the family of ${name}`);
  return family;
}

function jobOf(actions: string): string {
  return `
device_type: any
job_name: plan
visibility: public
timeouts: {job: {minutes: 30}, action: {minutes: 10}, connection: {minutes: 2}}
actions:${actions}
`;
}

async function problemsOf(name: string): Promise<string[]> {
  const valid = validateDevice(environment.renderText(dictionary(name), {}, `${name}-01.jinja2`));
  const found = valid.problems.map(({ message, where }) => `${where?.path?.join('.')}: ${message}`);
  if (!valid.device) return found;
  for (const actions of FAMILY_JOBS[familyOf(name)]?.(valid.device) ?? []) {
    const refusal = await plan(parseJob(jobOf(actions)), valid.device).then(
      ({ lacks }) => lacks.map(({ message }) => message),
      (error: Error & { problems?: { message: string }[] }) => [
        error.message,
        ...(error.problems ?? []).map(({ message }) => message),
      ],
    );
    found.push(...refusal.map((message) => `${/method: [\w-]+/.exec(actions)}: ${message}`));
  }
  return found;
}

describe('every type of the library', () => {
  it('renders from a small dictionary, validates, and plans a job of its family', async () => {
    const wrong: Record<string, string[]> = {};
    for (const name of boards) {
      const problems = await problemsOf(name);
      if (problems.length > 0) wrong[name] = problems;
    }
    expect(wrong).toEqual({});
  }, 300_000);

  it('extends a type that is there', () => {
    for (const { name, parent } of types.values())
      if (parent !== undefined) expect.soft(types.has(parent), name).toBe(true);
  });

  it('lets a dictionary set every variable of a row', () => {
    for (const { name } of BOARDS) {
      const sets = [...(loader(`${name}.jinja2`) ?? '').matchAll(/\{% set (\w+) = (.*) %\}/g)];
      for (const [, variable, value] of sets)
        expect.soft(value, `${name}: ${variable}`).toMatch(new RegExp(`^${variable} \\| default\\(`));
    }
  });

  it.skipIf(names.length === 0)(
    `is there under the names of public labs ${names.length > 0 ? '' : `(not here: ${NAMES})`}`,
    () => {
      expect(names.filter((name) => !types.has(name))).toEqual([]);
    },
  );
});
