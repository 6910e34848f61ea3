// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { deviceFacts } from '../json-jobs/device-facts.ts';
import { translate } from '../json-jobs/translate.ts';

export const QEMU = deviceFacts({
  actions: { deploy: { methods: { image: null } }, boot: { methods: { qemu: {} } } },
});
export const BOARD = deviceFacts({
  actions: {
    deploy: { methods: { tftp: null, nfs: null } },
    boot: { methods: { minimal: null, 'u-boot': { ramdisk: {}, nfs: {} } } },
  },
});

export const shell = (testdef: string, more = {}) => ({
  command: 'lava_test_shell',
  parameters: { testdef_repos: [{ 'git-repo': 'https://x/t.git', testdef }], ...more },
});
export const dummy = (target_type: string) => ({ command: 'dummy_deploy', parameters: { target_type } });
export const submit = (stream: string) => ({
  command: 'submit_results',
  parameters: { server: 'http://localhost/RPC2/', stream },
});

export function problems(job: unknown, facts = QEMU): string[] {
  try {
    translate(job, () => facts);
  } catch (error) {
    if (error instanceof LavaError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

export const types = (actions: unknown) => (actions as object[]).map((action) => Object.keys(action)[0]);
