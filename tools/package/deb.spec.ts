// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { releaseDate } from './changelog.ts';
import { buildDeb } from './deb.ts';

const work = mkdtempSync(join(tmpdir(), 'lava-deb-'));
afterAll(() => rmSync(work, { recursive: true }));

const source = join(work, 'source');
mkdirSync(join(source, 'root/etc/x'), { recursive: true });
writeFileSync(
  join(source, 'control'),
  'Package: x\nVersion: @VERSION@\nArchitecture: @ARCH@\nMaintainer: A <a@example.org>\nDescription: x\n',
);
writeFileSync(join(source, 'root/etc/x/settings'), 'a: b\n');
writeFileSync(join(source, 'postinst'), '#!/bin/sh\nexit 0\n');

/** A build whose files have other times and come in another order. */
async function build(name: string, files: string[], time: number): Promise<string> {
  const stage = join(work, `stage-${name}`);
  mkdirSync(join(stage, 'usr/lib/x'), { recursive: true });
  for (const file of files) {
    writeFileSync(join(stage, 'usr/lib/x', file), file);
    utimesSync(join(stage, 'usr/lib/x', file), time, time);
  }
  const out = join(work, `out-${name}`);
  mkdirSync(out);
  return buildDeb(source, stage, out, '1.0', 'amd64');
}

it('builds the same bytes twice', async () => {
  const first = await build('first', ['a', 'b', 'c'], 1_000_000_000);
  const second = await build('second', ['c', 'a', 'b'], 2_000_000_000);
  expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
  const listed = execFileSync('dpkg-deb', ['--contents', first], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
  const day = releaseDate().toISOString().slice(0, 10);
  for (const line of listed.trim().split('\n')) expect(line).toContain(` ${day} `);
});

it('has the date of the commit, or the one that the environment gives', () => {
  const commit = execFileSync('git', ['log', '-1', '--format=%ct'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect(releaseDate({}).getTime()).toBe(Number(commit) * 1000);
  expect(releaseDate({ SOURCE_DATE_EPOCH: '1700000000' }).toISOString()).toBe('2023-11-14T22:13:20.000Z');
});
