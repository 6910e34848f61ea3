// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('the nearest known word', () => {
  const known = ['timeout', 'timeouts', 'actions', 'priority'];

  it('forgives a slip of the keyboard', () => {
    expect(nearest('prioirty', known)).toBe('priority');
    expect(nearest('action', known)).toBe('actions');
    expect(nearest('Timeouts', known)).toBe('timeouts');
  });

  it('stays silent when nothing is near', () => {
    expect(nearest('namespace', known)).toBeUndefined();
    expect(nearest('x', known)).toBeUndefined();
  });
});
