// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Command, jobNumberIn, matching } from './commands.ts';

const command = (group: Command['group'], label: string, found = false): Command => ({
  ...{ id: `${group} ${label}`, group, label, found, icon: 'list', run: () => undefined },
});

describe('matching', () => {
  const commands = [
    command('Actions', 'Switch to dark'),
    command('Devices', 'rack-qemu-01'),
    command('Devices', 'qemu-02'),
    command('Jobs', 'found by the server', true),
  ];
  const labels = (query: string) =>
    matching(commands, query).map(([group, found]) => [group, found.map(({ label }) => label)]);

  it('finds every word in any case, what starts with it first, by group', () => {
    expect(labels('QEMU')).toEqual([
      ['Jobs', ['found by the server']],
      ['Devices', ['qemu-02', 'rack-qemu-01']],
    ]);
    expect(labels('dark switch')[1]).toEqual(['Actions', ['Switch to dark']]);
  });

  it('shows a few of each group', () => {
    const many = Array.from({ length: 50 }, (_, n) => command('Devices', `board-${n}`));
    expect(matching(many, 'board')[0]?.[1]).toHaveLength(6);
  });
});

describe('jobNumberIn', () => {
  it.each([
    ['42', 42],
    [' #42 ', 42],
    ['Job 7', 7],
    ['job #7', 7],
    ['0', undefined],
    ['42nd', undefined],
    ['9'.repeat(20), undefined],
  ])('%j is %s', (query, number) => {
    expect(jobNumberIn(query)).toBe(number);
  });
});
