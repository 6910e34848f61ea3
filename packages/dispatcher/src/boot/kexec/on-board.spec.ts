// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { type Finished, jobOnBoard } from '../../testing/board/job-on-board.ts';
import { executes } from '../../testing/executed.ts';

const PROMPT = 'root@box:~# ';
const directory = mkdtempSync(join(tmpdir(), 'lava-kexec-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/**
 * A board whose system is a shell of this machine. Its kexec notes what it is asked to load; started with -e it prints what a new
 * kernel does, and stops.
 */
const KEXEC = `#!/bin/sh
case $1 in
  -e) printf 'Starting new kernel\\r\\nBooting Linux on CPU 0\\r\\nLinux version 6.2\\r\\n${PROMPT}' ;;
  *) [ -s "$2" ] || { echo "Cannot open $2"; exit 255; }
     echo "$@" >${directory}/loaded ;;
esac
`;
const WGET = `#!/bin/sh
exec ${process.execPath} -e "fetch(process.argv[2]).then(async (r) => require('fs').writeFileSync(process.argv[1], Buffer.from(await r.arrayBuffer())))" "$2" "$3"
`;
mkdirSync(join(directory, 'bin'));
writeFileSync(join(directory, 'bin/kexec'), KEXEC, { mode: 0o755 });
writeFileSync(join(directory, 'bin/wget'), WGET, { mode: 0o755 });
writeFileSync(join(directory, 'vmlinux'), 'a kernel');
writeFileSync(join(directory, 'config'), 'CONFIG_KEXEC=y\n');

async function kexec(block: object, deploy: object = { to: 'overlay', os: 'debian' }): Promise<Finished> {
  process.env.LAVA_WORKER_FILE_DIRS = directory;
  using board = scriptedBoard([
    { say: 'Linux version 6\r\n' },
    { run: `cd ${directory}; PATH=${directory}/bin:$PATH; PS1='${PROMPT}' exec sh -i` },
  ]);
  try {
    return await jobOnBoard(board, {
      device: { boot: { kexec: null }, deploy: { downloads: null } },
      dispatcher: { dispatcher_ip: '127.0.0.1' },
      actions: [
        { deploy },
        { boot: { method: 'minimal', reset: false, prompts: [PROMPT] } },
        {
          boot: {
            method: 'kexec',
            command: 'kexec',
            boot_message: 'Booting Linux',
            prompts: [PROMPT],
            ...block,
          },
        },
      ],
    });
  } finally {
    delete process.env.LAVA_WORKER_FILE_DIRS;
  }
}

it('kexec loads a kernel in the running system and boots it', async () => {
  const options = ['--reuse-cmdline', '--append="quiet x=1"'];
  const { status, text } = await kexec({ kernel: 'vmlinux', 'kernel-config': 'config', options });
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(readFileSync(join(directory, 'loaded'), 'utf8')).toBe(
    '--load vmlinux --reuse-cmdline --append=quiet x=1\n',
  );
});

it('kexec gets the files of the deploy block where it is asked for', async () => {
  const kernel = { url: `file://${directory}/vmlinux` };
  const { status, text } = await kexec(
    { kernel: 'fetched', deploy: true },
    { to: 'downloads', images: { kernel } },
  );
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(readFileSync(join(directory, 'fetched'), 'utf8')).toBe('a kernel');
});

it.each([
  ['a kernel that is not there', { kernel: 'none' }, 'Cannot open none'],
  ['a kernel without kexec', { kernel: 'vmlinux', 'kernel-config': 'vmlinux' }, ''],
])('kexec of %s ends the job by what the device says', async (_, block, said) => {
  const { status, text } = await kexec(block);
  expect(status).toMatchObject({ health: 'incomplete', code: 'kexec-failed' });
  expect(text('target')).toContain(said);
});

it('kexec without the file that it is to fetch is refused before anything is powered', async () => {
  const kernel = { url: `file://${directory}/vmlinux` };
  const { status } = await kexec(
    { kernel: 'fetched', dtb: 'board.dtb', deploy: true },
    { to: 'downloads', images: { kernel } },
  );
  expect(status).toMatchObject({ code: 'job-invalid', message: expect.stringContaining('no dtb') });
});

executes('scripted', 'boot kexec');
