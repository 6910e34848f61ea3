// SPDX-License-Identifier: Apache-2.0

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../../tools/hosts/host.ts';
import { type PackageLab, PROGRAMS } from './lab.ts';

/** Completions and man pages. */
export function usage(lab: () => PackageLab): void {
  describe('explain their use', () => {
    it('completes commands, options, values and files in bash', async () => {
      const cases: [line: string, words: string[]][] = [
        ['lava jobs resub', ['resubmit']],
        ['lava ', ['jobs', 'devices', 'workers', 'login']],
        ['lava --', ['--json', '--server']],
        ['lava jobs list --health ', ['complete', 'incomplete', 'canceled', 'unknown']],
        ['lava jobs submit --', ['--wait', '--follow', '--json']],
        ['lava jobs submit /etc/hostn', ['/etc/hostname']],
        ['lava-server ', ['api', 'master', 'manage', '--http-port']],
        ['lava-server manage ', ['users', 'workers', 'backup', 'pipeline-worker']],
        ['lava-server manage workers a', ['add', 'accept']],
        ['lava-slave ', ['join', 'status', 'doctor', '--log-level']],
        ['lava-worker sta', ['status']],
        ['lava-run --describe ', ['tree', 'json']],
        ['lava-run --dev', ['--device']],
      ];
      const complete = async (host: Host, ...lines: string[]) => {
        copyFileSync(join(import.meta.dirname, 'complete.bash'), host.path('/root/complete.bash'));
        const words = lines.map((line) => `'${line}'`).join(' ');
        return (await host.sh(`bash /root/complete.bash ${words}`)).trimEnd().split('\n');
      };
      for (const host of [lab().plain, lab().booted]) {
        const answers = await complete(host, ...cases.map(([line]) => line));
        expect(answers).toHaveLength(cases.length);
        for (const [i, [line, words]] of cases.entries())
          expect(answers[i]?.split(' '), line).toEqual(expect.arrayContaining(words));
      }
      // With keys, in a terminal; and names that the server knows.
      lab().booted.write(
        '/root/keys',
        '. /usr/share/bash-completion/bash_completion\nlava jobs definiti\t1 --pipel\t | head -1 >/root/typed\nexit\n',
      );
      await lab().booted.sh(
        'systemctl start lava-master lava-slave; TERM=dumb script -qec "bash --norc -i" /dev/null </root/keys >/dev/null',
      );
      expect(await lab().booted.sh('cat /root/typed')).toBe('# SPDX-License-Identifier: Apache-2.0\n');
      const names = await complete(
        lab().booted,
        'lava devices show q',
        'lava workers disable l',
        'lava jobs show ',
      );
      expect(names).toEqual(['qemu-01', 'lab', '1']);
    });

    it('has man pages without a fault, made from what the programs understand', async () => {
      for (const host of [lab().plain, lab().booted]) {
        const pages = (await host.sh('ls /usr/share/man/man[18]/lava*')).trim().split('\n');
        expect(pages).toHaveLength(PROGRAMS.length + 1);
        expect(
          await host.sh(`for page in ${pages.join(' ')}; do man --warnings -l $page 2>&1 >/dev/null; done`),
        ).toBe('');
      }
      const faults =
        'for page in /usr/share/man/man[18]/lava*; do zcat $page | (cd /usr/share/man; mandoc -T lint -W warning); done';
      expect((await lab().booted.try(faults)).output).toBe('');
      const text = await lab().booted.sh('man -l /usr/share/man/man1/lava.1.gz | col -b');
      for (const word of ['jobs resubmit', '--follow', 'device-types check']) expect(text).toContain(word);
      expect(await lab().booted.sh('man lava-worker | col -b')).toContain('LAVA_WORKER_CONTROL_PORT');
    });
  });
}
