// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { validateDevice } from './validate-device.ts';
import { validateJob } from './validate-job.ts';

/** Every place in a job where a time limit may be written; `LIMIT` is on a line of its own. */
const PLACES: [name: string, envelope: string, block: string][] = [
  ['of the job', 'timeouts: {job:\nLIMIT\n}', ''],
  ['of steps', 'timeouts: {job: {minutes: 9}, action:\nLIMIT\n}', ''],
  ['of waits', 'timeouts: {job: {minutes: 9}, connection:\nLIMIT\n}', ''],
  ['of the queue', 'timeouts: {job: {minutes: 9}, queue:\nLIMIT\n}', ''],
  ['of steps by name', 'timeouts: {job: {minutes: 9}, actions: {power-off:\nLIMIT\n}}', ''],
  ['of waits by name', 'timeouts: {job: {minutes: 9}, connections: {lava-test-shell:\nLIMIT\n}}', ''],
  ['of a block', 'timeouts: {job: {minutes: 9}}', ', timeout:\nLIMIT\n'],
  ['of steps of a block', 'timeouts: {job: {minutes: 9}}', ', timeouts: {power-off:\nLIMIT\n}'],
  ['of the waits of a block', 'timeouts: {job: {minutes: 9}}', ', connection_timeout:\nLIMIT\n'],
];
const REFUSED = [
  '{seconds: -1}',
  '{minutes: -5}',
  '{hours: -1}',
  '{days: -9}',
  '{days: 366}',
  '{minutes: 99999999999}',
  '{seconds: 1e400}',
  '{seconds: 0.5}',
  '{seconds: .inf}',
  '{seconds: .nan}',
  '{seconds: "5"}',
];

const text = (envelope: string, block: string, limit: string) =>
  [
    'job_name: a job',
    'device_type: qemu',
    'visibility: public',
    envelope.replace('LIMIT', limit),
    'actions:',
    `- boot: {method: minimal${block.replace('LIMIT', limit)}}`,
    '',
  ].join('\n');

describe.each(PLACES)('a time limit %s', (_, envelope, block) => {
  it.each(REFUSED)('is refused at its place when it is %s', (limit) => {
    const job = text(envelope, block, limit);
    const line = job.split('\n').indexOf(limit) + 1;
    const problems = validateJob(job).problems.filter(isError);
    expect(problems.map(({ where }) => where?.line)).toEqual([line]);
  });

  it.each(['{days: 365}', '{seconds: 0}', '{minutes: 1}'])('may be %s', (limit) => {
    expect(validateJob(text(envelope, block, limit)).problems.filter(isError)).toEqual([]);
  });
});

it.each(['-1', '1.0e+12', '.inf'])('a pause between attempts is refused when it is %s', (pause) => {
  const job = text('timeouts: {job: {minutes: 9}}', `, failure_retry_interval: LIMIT`, pause);
  expect(validateJob(job).problems.filter(isError)).toHaveLength(1);
});

it.each(['actions', 'connections'])('a time limit of a device is refused when it is negative: %s', (kind) => {
  const device = `actions: {deploy: {methods: {}}, boot: {methods: {}}}\ntimeouts:\n  ${kind}:\n    x: {seconds: -1}\n`;
  const places = validateDevice(device)
    .problems.filter(isError)
    .map(({ where }) => where?.line);
  expect(places).toContain(4);
});
