// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { help, PARSE_OPTIONS, RUN_OPTIONS } from './usage.ts';

describe('the usage of lava-run', () => {
  it('lists every option that is understood, and no other', () => {
    const told = RUN_OPTIONS.map(({ flags, value }) => [
      flags.at(-1)?.slice(2),
      value ? 'string' : 'boolean',
    ]);
    const understood = Object.entries(PARSE_OPTIONS)
      .filter(([name]) => name !== 'skip-sudo-warning')
      .map(([name, { type }]) => [name, type]);
    expect(told.sort()).toEqual(understood.sort());
    for (const { flags } of RUN_OPTIONS) expect(help()).toContain(`\n  ${flags.join(', ')}`);
  });
});
