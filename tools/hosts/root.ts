// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monthly } from '@lava/guest/monthly.ts';
import { cacheDirectory } from '@lava/guest/payload.ts';

export const SUITES = ['bookworm', 'trixie'] as const;
export type Suite = (typeof SUITES)[number];

/** What the hosts need to be looked at; everything else comes as dependency of our packages. */
const EXTRA = 'adduser,iproute2,procps,ca-certificates,init-system-helpers';

/**
 * A fresh minimal Debian, made once a month by debootstrap (half a minute) and then from the cache; hosts lay an overlay over it.
 * @throws Error with the end of debootstrap's output, where there is none of an earlier month
 */
export function baseRoot(suite: Suite): string {
  const { path: root, older } = monthly(join(cacheDirectory(), 'roots'), suite, EXTRA);
  if (existsSync(root)) return root;
  mkdirSync(join(root, '..'), { recursive: true });
  const making = `${root}.making-${process.pid}`;
  // What a power cut leaves unfinished is made again: dpkg does not wait for the disk.
  mkdirSync(join(making, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
  writeFileSync(join(making, 'etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n');
  const made = spawnSync('debootstrap', ['--variant=minbase', `--include=${EXTRA}`, suite, making], {
    encoding: 'utf8',
  });
  if (made.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    if (older !== undefined) return older;
    throw new Error(`debootstrap ${suite} failed: ${made.error?.message ?? made.stdout.slice(-1000)}`);
  }
  // Daemons may start: each host is a machine of its own here.
  writeFileSync(join(making, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  renameSync(making, root);
  return root;
}
