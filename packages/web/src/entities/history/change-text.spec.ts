// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { changeText } from './change-text.ts';

describe('changeText', () => {
  it.each([
    ['health', 'good', 'bad', 'health: good → bad'],
    ['add', null, 'user', 'add: user'],
    ['cancel', 'running', null, 'cancel: was running'],
    ['sign-in', null, null, 'sign-in'],
    ['tags', 'usb', '', 'tags: usb → none'],
  ])('says %s from %s to %s', (action, old, now, expected) => {
    expect(changeText({ action, old, new: now })).toBe(expected);
  });
});
