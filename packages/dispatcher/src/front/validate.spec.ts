// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainOf } from '@lava/kit/process/mains.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = mainOf('lava-run');
const DEVICE = `constants: {}
timeouts: {}
actions: {deploy: {methods: {image: null}}, boot: {methods: {minimal: null, jlink: null, avh: null}}}
board_id: '1'
`;
const JOB = `job_name: a
device_type: any
visibility: public
timeouts: {job: {minutes: 5}}
actions:
`;

describe('lava-run --validate', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lava-run-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function validate(actions: string) {
    const [job, device] = [join(dir, 'job.yaml'), join(dir, 'device.yaml')];
    writeFileSync(job, `${JOB}${actions}`);
    writeFileSync(device, DEVICE);
    const { status, stdout } = spawnSync(process.execPath, [MAIN, '--validate', '--device', device, job], {
      encoding: 'utf8',
    });
    return { status, lines: stdout.replaceAll(`${dir}/`, '').trimEnd().split('\n') };
  }

  it('tells every problem of the text with its place, and looks no further', () => {
    expect(validate('- boot: {method: qemu, prompts: [a]}\n- boot: {method: jlnik, promts: a}\n')).toEqual({
      status: 1,
      lines: [
        'error: job.yaml:6:10: no boot method takes this block on this device: qemu: the device has no boot method qemu (boot methods of the device: minimal, jlink, avh)',
        'error: job.yaml:7:10: no boot method is called `jlnik` (did you mean `jlink`?)',
      ],
    });
  });

  it('refuses steps that this version can plan, but not run', () => {
    const { status, lines } = validate('- boot: {method: avh}\n');
    expect(status).toBe(1);
    expect(lines).toContain(
      'error: job.yaml:6:3: 1.1 call-avh: this version can plan the step, but not run it',
    );
    const { lines: several } = validate('- boot: {method: avh}\n- boot: {method: avh}\n');
    const places = several.map((line) => /^error: (job\.yaml:\d+:\d+): [\d.]+ \S+:/.exec(line)?.[1]);
    expect(places.filter(Boolean)).toEqual(expect.arrayContaining(['job.yaml:6:3', 'job.yaml:7:3']));
  });

  it('refuses files of this machine that jobs may not read, before anything is fetched', () => {
    const block = (url: string) => `- deploy: {to: tmpfs, images: {rootfs: {image_arg: x, url: '${url}'}}}\n`;
    const { status, lines } = validate(block('file:///etc/shadow') + block('file:///srv/../etc/passwd'));
    expect(status).toBe(1);
    expect(
      lines.filter((line) => /^error: job.yaml:[67]:\d+: .*jobs may not read \/etc\//.test(line)),
    ).toHaveLength(2);
    expect(validate(block('file:///srv/not/there'))).toMatchObject({ status: 0 });
  });

  it('reads no file that is larger than a server would take, nor does a run', () => {
    const [small, huge] = [join(dir, 'small.yaml'), join(dir, 'huge.yaml')];
    writeFileSync(small, `${JOB}- boot: {method: minimal}\n`);
    writeFileSync(huge, '');
    truncateSync(huge, 100 << 20);
    const run = ['--output-dir', join(dir, 'out'), '--job-id', '1'];
    for (const args of [
      ['--validate', '--device', small, huge],
      ['--validate', '--device', huge, small],
      ['--validate', '--device', small, '--env', huge, small],
      [...run, '--device', small, huge],
      [...run, '--device', huge, small],
      [...run, '--device', small, '--dispatcher', huge, small],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([2, `${huge} is larger than 2097152 bytes\n`]);
    }
  }, 120_000);
});
