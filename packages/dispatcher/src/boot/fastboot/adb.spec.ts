// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';

const PROMPT = 'android:/ $ ';
const directory = mkdtempSync(join(tmpdir(), 'lava-adb-'));
const path = process.env.PATH;
afterAll(() => {
  process.env.PATH = path;
  rmSync(directory, { recursive: true, force: true });
});

/** Stand-ins for adb and fastboot, and a device that runs Android: its root is a directory, its shell one of this machine. */
function standIn(): () => string[] {
  const heard = join(directory, 'heard');
  const adb = `#!/bin/sh
echo "adb $@" >>${heard}
case "$1" in
  devices) printf 'List of devices attached\\n7a8b\\tdevice\\n';;
  -s) shift 2
    case "$1" in
      push) cp -r "$2" "$3";;
      shell) shift; [ $# -gt 0 ] && exec "$@"; PS1='${PROMPT}' exec sh -i;;
    esac;;
esac
`;
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'bin/adb'), adb, { mode: 0o755 });
  const fastboot = `#!/bin/sh\necho "fastboot $@" >>${heard}\necho 'Rebooting  OKAY' >&2\n`;
  writeFileSync(join(directory, 'bin/fastboot'), fastboot, { mode: 0o755 });
  process.env.PATH = `${join(directory, 'bin')}:${path}`;
  return () =>
    readFileSync(heard, 'utf8')
      .trim()
      .replaceAll(/\S*\/(?=lava-1)/g, '…/')
      .split('\n');
}

it('Android without power control is restarted, reached and tested by adb', async () => {
  const heard = standIn();
  mkdirSync(join(directory, 'data'));
  const metadata = { format: 'Lava-Test Test Definition 1.0', name: 'a', description: 'a' };
  const repository = { metadata, run: { steps: ['lava-test-case x --shell true'] } };
  const { status, results, text } = await jobOnBoard(
    { connect: '' },
    {
      device: {
        commands: { connect: undefined },
        constants: {
          posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: `${directory}/data/lava-%s` },
        },
        deploy: { fastboot: null },
        boot: { fastboot: ['reboot'] },
        ...{ adb_serial_number: '7a8b', fastboot_serial_number: '7a8b', fastboot_options: [] },
      },
      actions: [
        { deploy: { to: 'fastboot', images: {} } },
        { boot: { method: 'fastboot', prompts: ['android:/'] } },
        { test: { definitions: [{ from: 'inline', name: 'a', path: 'a.yaml', repository }] } },
      ],
    },
  );
  expect(status, text()).toMatchObject({ health: 'complete' });
  expect(results.filter(({ definition }) => definition === '0_a')).toMatchObject([
    { case: 'x', result: 'pass' },
  ]);
  const enter = ['adb start-server', 'adb devices', 'adb -s 7a8b reboot-bootloader'];
  expect(heard().map((line) => line.replace(`${directory}/data`, 'DATA'))).toEqual([
    ...enter,
    ...enter,
    'fastboot -s 7a8b reboot',
    ...['adb start-server', 'adb -s 7a8b wait-for-device', 'adb -s 7a8b shell'],
    'adb -s 7a8b push …/lava-1 DATA',
    'adb -s 7a8b shell chmod -R 0777 …/lava-1',
  ]);
});
