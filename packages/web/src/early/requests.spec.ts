// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { firstRequests } from './requests.ts';
import { firstView } from './views.ts';

function requests(address: string): string[] {
  return firstRequests(new URL(address, 'http://lab.example.org') as unknown as Location);
}

describe('firstRequests', () => {
  it('asks for the session on every page', () => {
    for (const page of ['/', '/jobs', '/devices/qemu-01', '/jobs/abc', '/jobs/0', '/jobs/12/x'])
      expect(requests(page)).toEqual(['/api/v1/session']);
  });

  it('asks for a job and for the block of its log that the address points into', () => {
    const block = (from: number) => [
      '/api/v1/session',
      '/api/v1/jobs/7',
      `/api/v1/jobs/7/records?from=${from}&limit=10000`,
    ];
    expect(requests('/jobs/7')).toEqual(block(0));
    expect(requests('/jobs/7#L10000')).toEqual(block(0));
    expect(requests('/jobs/7#L10001')).toEqual(block(10_000));
    expect(requests('/jobs/7#L55000-L55010')).toEqual(block(50_000));
    expect(requests('/jobs/7#nonsense')).toEqual(block(0));
  });

  it('leaves the log out where another tab is shown', () => {
    expect(requests('/jobs/7?tab=results')).toEqual(['/api/v1/session', '/api/v1/jobs/7']);
  });
});

describe('firstView', () => {
  it.each([
    ['/jobs/7', 'features/job/job-view.tsx'],
    ['/jobs', 'features/jobs/jobs-view.tsx'],
    ['/', 'features/jobs/jobs-view.tsx'],
    ['/jobs/abc', undefined],
    ['/devices', undefined],
  ])('of %s is %s', (path, module) => {
    expect(firstView(path)).toBe(module);
  });
});
