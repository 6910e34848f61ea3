// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runLava } from '../../testing/fake-server.ts';

const JOB = `job_name: a
device_type: qemu
visibility: public
timeouts: {job: {minutes: 5}}
actions:
- boot: {method: minimal, promts: ['#']}
`;
const DEVICE = 'constants: {}\ntimeouts: {}\nactions: {boot: {methods: {qemu: null}}}\n';

describe('lava validate', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lava-validate-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('lists all problems with their places, and accepts a job that has only warnings', async () => {
    const ran = await runLava(['validate', '-'], { XDG_CONFIG_HOME: home }, JOB);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(
      'stdin:6:27: warning: `promts` is not a known key here (did you mean `prompts`?)\n0 errors, 1 warning\n',
    );
  });

  it('says with a device why the job does not fit on it', async () => {
    const [job, device] = [join(home, 'job.yaml'), join(home, 'device.yaml')];
    writeFileSync(job, JOB);
    writeFileSync(device, DEVICE);
    const ran = await runLava(['validate', job, '--device', device], { XDG_CONFIG_HOME: home });
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain('minimal: the device has no boot method minimal');
  });
});
