// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { withoutQuotations } from './problem.ts';

const shown = (message: string) => withoutQuotations(new LavaError('device-invalid', message)).message;

describe('what a submitter reads of a broken device configuration', () => {
  it('is the place, without the text of the line', () => {
    expect(
      shown('what device a renders to is not YAML: bad indentation (line 3, column 4): reset: pdu 10.0.0.9'),
    ).toBe('what device a renders to is not YAML: bad indentation (line 3, column 4)');
  });

  it('has names of variables and templates, and no values', () => {
    expect(shown("UndefinedError: 'pdu_port' is undefined (qemu.jinja2 line 3)")).toContain("'pdu_port'");
    expect(
      shown("ValueError: invalid literal for int() with base 10: 'pdu.lab \\' x' (a.jinja2 line 3)"),
    ).toBe('ValueError: invalid literal for int() with base 10: <device> (a.jinja2 line 3)');
  });

  it('keeps the code, by which the device is judged', () => {
    expect(withoutQuotations(new LavaError('template-error', 'x')).code).toBe('template-error');
  });
});
