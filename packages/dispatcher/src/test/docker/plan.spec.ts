// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { planOf } from '../../testing/plan-of.ts';

const TEST = { docker: { image: 'debian' }, definitions: [] };

describe('plan of a test in a container', () => {
  it('needs no deploy and no boot', async () => {
    expect(await planOf([{ test: TEST }])).toEqual([
      'lava-docker-test{lava-docker-test-set-environment; lava-create-overlay; lava-docker-test-shell; read-feedback}',
    ]);
  });

  it('may take the console for itself, and be one of a group', async () => {
    const test = { ...TEST, role: ['a'], disconnect_connection: true };
    const job = { protocols: { 'lava-multinode': { target_group: 'g' } } };
    expect(await planOf([{ test }], { job })).toEqual([
      'lava-docker-test{lava-docker-test-set-environment; lava-create-overlay; disconnect-device; ' +
        'lava-multinode-docker-test-shell; read-feedback}',
    ]);
  });
});
