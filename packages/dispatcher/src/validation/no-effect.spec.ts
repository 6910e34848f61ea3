// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { validateJob } from './validate-job.ts';

const BOOT = "- boot: {method: minimal, prompts: ['#']}\n";

function job({ more = '', actions = BOOT } = {}): string {
  return `job_name: a job\ndevice_type: qemu\nvisibility: public\ntimeouts:\n  job: {minutes: 10}\n${more}actions:\n${actions}`;
}

function action(actions: string): string {
  return job({ actions });
}

/** Without the warnings about methods that do not run yet. */
function judged(text: string) {
  const { job, problems } = validateJob(text);
  return { job, problems: problems.filter(({ message }) => !message.includes('does not run yet')) };
}

describe('a key that nothing acts on', () => {
  const tmpfs = (keys: string, file = '') =>
    action(`- deploy: {to: tmpfs, images: {a: {url: 'http://x/y'${file}}}${keys}}\n`);

  it.each([
    [
      'method',
      job({ more: 'notify: {criteria: {status: complete}, recipients: [{to: {method: irc, handle: a}}]}\n' }),
    ],
    ['reboot_to_fastboot', job({ more: 'reboot_to_fastboot: false\n' })],
    [
      'lava-multinode',
      action('- boot: {method: minimal, protocols: {lava-multinode: [{request: lava-sync}]}}\n'),
    ],
    ['expect_shell', action('- boot: {method: grub, commands: [boot], expect_shell: false}\n')],
    ['overlay_backend', tmpfs(', overlay_backend: guestfs')],
    ['uniquify', action("- deploy: {to: downloads, images: {a: {url: 'http://x/y'}}, uniquify: false}\n")],
  ])('is warned of at its place: %s', (key, text) => {
    const { job: parsed, problems } = judged(text);
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringContaining(`\`${key}\` has no effect yet`),
        where: expect.objectContaining({ path: expect.arrayContaining([key]) }),
      }),
    ]);
    expect(problems[0]?.where?.line).toBeGreaterThan(5);
    expect(parsed).toBeDefined();
  });

  it.each([
    ['empty', job({ more: 'notify: {}\n' }), 'notify'],
    [
      'a name of an image',
      action("- deploy: {to: tmpfs, images: {protocols: {url: 'http://x/y'}}}\n"),
      'protocols',
    ],
  ])('is not warned of where it is %s', (_, text, key) => {
    const found = judged(text).problems.filter(({ message }) =>
      message.includes(`\`${key}\` has no effect yet`),
    );
    expect(found).toEqual([]);
  });
});
