// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildRamdisk } from './ramdisk.ts';

function list(ramdisk: Buffer): string {
  return execFileSync('cpio', ['-tv', '--quiet'], { input: gunzipSync(ramdisk), encoding: 'utf8' });
}

describe('the ramdisk', () => {
  const busybox = Buffer.from('#!busybox');

  it('has a console, a shell and an init', () => {
    const files = list(buildRamdisk({ busybox }));
    expect(files).toMatch(/^crw-------.*5,\s+1.*dev\/console$/m);
    expect(files).toMatch(/^-rwxr-xr-x.*bin\/busybox$/m);
    expect(files).toMatch(/bin\/sh -> busybox$/m);
    expect(files).toMatch(/^-rwxr-xr-x.* init$/m);
  });

  it('asks for a name when a login is wanted, and may be made faulty', () => {
    expect(gunzipSync(buildRamdisk({ busybox, login: true })).toString('latin1')).toContain('getty -L');
    const faulty = buildRamdisk({
      busybox,
      init: '#!/bin/sh\nexit 7\n',
      files: [{ path: 'opt/x', data: 'y' }],
    });
    expect(gunzipSync(faulty).toString('latin1')).toContain('exit 7');
    expect(list(faulty)).toMatch(/opt\/x$/m);
  });

  it('is the same for the same content', () => {
    expect(buildRamdisk({ busybox })).toEqual(buildRamdisk({ busybox }));
  });
});
