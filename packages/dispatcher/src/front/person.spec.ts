// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainOf } from '@lava/kit/process/mains.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';

const MAIN = mainOf('lava-run');
const DEVICE = `constants: {}
timeouts: {}
actions: {deploy: {methods: {}}, boot: {methods: {}}}
commands: {hard_reset: echo pdu-7.lab.invalid port 17}
`;
const JOB = `job_name: a
device_type: any
visibility: public
timeouts: {job: {minutes: 5}}
actions:
- command: {name: hard_reset}
`;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lava-run-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

it('lava-run hides nothing of the device from the person who gave it the device', () => {
  const [job, device, out] = ['job.yaml', 'device.yaml', 'out'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(job, JOB);
  writeFileSync(device, DEVICE);
  const args = [
    MAIN,
    '--device',
    device,
    '--output-dir',
    out,
    '--job-id',
    '1',
    '--cache-dir',
    join(dir, 'cache'),
    job,
  ];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('Calling: echo pdu-7.lab.invalid port 17');
  expect(stdout).toContain('>> pdu-7.lab.invalid port 17');
  const log = loadYaml(readFileSync(join(out, 'logs.yaml'), 'utf8')) as { msg: unknown; private?: unknown }[];
  expect(log.map(({ msg }) => msg)).toContain('>> pdu-7.lab.invalid port 17');
  expect(log.filter((record) => record.private !== undefined)).toEqual([]);
});
