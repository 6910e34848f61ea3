// SPDX-License-Identifier: Apache-2.0
import { canMount } from '@lava/kit/testing/small-disk.ts';
import { describe, expect, it } from 'vitest';
import { scriptedBoard } from '../../testing/board/board.ts';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { executes } from '../../testing/executed.ts';

const OUTSIDE = 'root@host:~# ';

/** A device whose system has a real schroot, set up where only it sees the configuration. */
function device(name: string | string[], schroot: string | undefined) {
  const config = '[unstable]\\ntype=plain\\ndirectory=/\\nroot-users=root\\nusers=root\\nshell=/bin/sh\\n';
  const setup = `mount -t tmpfs lava-test /etc/schroot && mkdir /etc/schroot/chroot.d && printf "${config}" >/etc/schroot/schroot.conf`;
  const shell = `mkdir -p /etc/schroot; unshare -m sh -c '${setup}; export PS1="${OUTSIDE}"; exec sh -i'`;
  const board = scriptedBoard([{ say: 'Linux version 6.1\r\n', run: shell }]);
  const run = async () =>
    await jobOnBoard(board, {
      actions: [
        { boot: { method: 'minimal', reset: false, prompts: [OUTSIDE] } },
        {
          boot: {
            method: 'schroot',
            prompts: ['inside# '],
            timeout: { seconds: 20 },
            ...(schroot && { schroot }),
          },
        },
      ],
      device: {
        commands: { connect: board.connect },
        boot: { schroot: { command: 'PS1="inside# " schroot --preserve-environment', name } },
      },
    });
  return { run, [Symbol.dispose]: () => board[Symbol.dispose]() };
}

describe.skipIf(!canMount)('a schroot', () => {
  it('is entered in the system that is logged in to', async () => {
    using on = device(['stable', 'unstable'], 'unstable');
    const { status, text } = await on.run();
    expect(status, text()).toMatchObject({ health: 'complete' });
  });

  it('is refused where the device has none of that name, before anything is touched', async () => {
    using on = device('stable', '$(reboot)');
    const { status, text } = await on.run();
    expect(status).toMatchObject({ code: 'job-invalid' });
    expect(text()).not.toContain('start: 1 ');
  });
});

describe.skipIf(!canMount)('jobs on them', () => executes('real', 'boot schroot'));
