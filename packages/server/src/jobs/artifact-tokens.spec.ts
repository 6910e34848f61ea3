// SPDX-License-Identifier: Apache-2.0
import { loadYaml } from '@lava/yaml/load.ts';
import { expect, it } from 'vitest';
import { withArtifactTokens } from './artifact-tokens.ts';

const TOKENS = [{ name: 'store', token: 'the-token' }];
const JOB = `job_name: store
secrets: {KEY: store, OTHER: x}
actions:
- deploy:
    to: tftp
    kernel: {url: 'http://x/y', headers: {PRIVATE-TOKEN: store}}
    note: {headers: {A: store}}
- test:
    definitions:
    - {from: url, repository: 'http://x/t.tar', headers: {A: store}, name: store}
`;

it('replaces names in secrets and headers of downloads by tokens, and nowhere else', () => {
  expect(loadYaml(withArtifactTokens(JOB, TOKENS))).toEqual({
    job_name: 'store',
    secrets: { KEY: 'the-token', OTHER: 'x' },
    actions: [
      {
        deploy: {
          to: 'tftp',
          kernel: { url: 'http://x/y', headers: { 'PRIVATE-TOKEN': 'the-token' } },
          note: { headers: { A: 'store' } },
        },
      },
      {
        test: {
          definitions: [
            { from: 'url', repository: 'http://x/t.tar', headers: { A: 'the-token' }, name: 'store' },
          ],
        },
      },
    ],
  });
});

it('leaves every other text as it is', () => {
  for (const text of [
    'job_name: store\nactions: []\n',
    'job_name: x\nsecrets: {A: b}\n',
    JOB.replaceAll('store', 'y'),
  ])
    expect(withArtifactTokens(text, TOKENS)).toBe(text);
  expect(withArtifactTokens(JOB, [])).toBe(JOB);
});
