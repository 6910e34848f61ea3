// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type LayoutContext, layout } from './layout.ts';
import { group, retry, unwritten } from './step.ts';

const spec = retry('outer', [unwritten('inner')]);

function context(change: Partial<LayoutContext>): LayoutContext {
  return {
    job: { timeouts: { job: { minutes: 10 } }, actions: [] },
    device: { actions: {} },
    section: 'deploy',
    block: {},
    ...change,
  };
}

const timeouts = (timeouts: object) => ({ timeouts: { job: { hours: 1 }, ...timeouts }, actions: [] });

describe('timeouts of a step, from weakest to strongest', () => {
  const innerTimeout = (change: Partial<LayoutContext>) =>
    layout(context(change), spec, 1).children[0]?.timeout;

  it('is 30 s where nobody says anything', () => {
    expect(innerTimeout({})).toBe(30);
  });

  it('is the job’s for all, then the device’s for its name, then the block’s', () => {
    const job = timeouts({ action: { minutes: 2 } });
    const device = { actions: {}, timeouts: { actions: { inner: { seconds: 50 } } } };
    expect(innerTimeout({ job })).toBe(120);
    expect(innerTimeout({ job, device })).toBe(50);
    expect(innerTimeout({ job, device, block: { timeout: { seconds: 70 } } })).toBe(70);
  });

  it('is a share of a parent that retries, unless named', () => {
    const block = { timeout: { seconds: 100 }, failure_retry: 3 };
    expect(innerTimeout({ block })).toBe(33);
    expect(innerTimeout({ block, job: timeouts({ actions: { inner: { seconds: 80 } } }) })).toBe(80);
    expect(innerTimeout({ block: { ...block, timeouts: { inner: { seconds: 90 } } } })).toBe(90);
  });
});

describe('attempts', () => {
  const attempts = (change: Partial<LayoutContext>) => layout(context(change), spec, 1).maxRetries;

  it('come from the block, else the context, else the device', () => {
    const device = { actions: {}, constants: { failure_retry: 2 } };
    const job = { ...timeouts({}), context: { failure_retry: 4 } };
    expect(attempts({})).toBe(1);
    expect(attempts({ device })).toBe(2);
    expect(attempts({ device, job })).toBe(4);
    expect(attempts({ device, job, block: { failure_retry: 5 } })).toBe(5);
  });

  it('of a boot have a constant of their own', () => {
    const device = { actions: {}, constants: { failure_retry: 2, boot_retry: 3 } };
    expect(attempts({ device, section: 'boot' })).toBe(3);
    expect(attempts({ device, section: 'test' })).toBe(2);
  });

  it('are one for steps that cannot retry', () => {
    expect(layout(context({ block: { failure_retry: 3 } }), spec, 1).children[0]?.maxRetries).toBe(1);
  });
});

it('numbers steps by their place', () => {
  const deep = group('a', [unwritten('b'), group('c', [unwritten('d')])]);
  const root = layout(context({}), deep, 4);
  expect(root.children[1]?.children[0]).toMatchObject({ level: '4.2.1', name: 'd' });
});
