// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { servedFiles } from '../../testing/board/served-job.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-services-'));
const path = process.env.PATH;
afterAll(() => {
  process.env.PATH = path;
  rmSync(directory, { recursive: true, force: true });
});

/** A stand-in for docker with its compose plug-in, which this machine has not: notes its words, and what is where it runs. */
function standIn(fails = false): () => string[] {
  const heard = join(directory, 'heard');
  const up = fails ? 'echo no such service >&2; exit 1' : 'cat .env compose.yaml | grep .';
  const script = `#!/bin/sh\n[ "$2" = version ] && exit\necho "$@" >>${heard}\ncase "$*" in *" up "*) ${up} >>${heard};; esac\n`;
  mkdirSync(join(directory, 'bin'), { recursive: true });
  writeFileSync(join(directory, 'bin/docker'), script, { mode: 0o755 });
  process.env.PATH = `${join(directory, 'bin')}:${path}`;
  rmSync(heard, { force: true });
  return () =>
    readFileSync(heard, 'utf8')
      .trim()
      .replace(/\/\S*(?=\/files\/)/g, 'WORK')
      .split('\n');
}

async function run(
  service: object,
  { allowed = true, more = [] }: { allowed?: boolean; more?: object[] } = {},
) {
  const files = join(directory, 'files');
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, 'compose.yaml'), 'services: {}\n');
  const archive = execFileSync('tar', ['-C', files, '-cf', '-', '.']).toString('latin1');
  using served = servedFiles({ 'a.tar': archive });
  const services = [
    { name: 'web', from: 'url', repository: served.url('a.tar'), path: 'compose.yaml', ...service },
  ];
  return await jobOnBoard(
    { connect: '' },
    {
      job: { environment: { COLOUR: 'blue' } },
      device: { commands: { connect: undefined }, parameters: { allow_test_services: allowed } },
      actions: [{ test: { services } }, ...more],
    },
  );
}

describe('services of tests', () => {
  it('are started with the environment of the job, and stopped at its end', async () => {
    const heard = standIn();
    const { status, text } = await run({ service: 'front' });
    expect(status, text()).toMatchObject({ health: 'complete' });
    const project = 'compose --project-name lava-1-1-1-1-test-service-web';
    expect(heard()).toEqual([
      `${project} --file WORK/files/compose.yaml up --detach front`,
      'COLOUR=blue',
      'services: {}',
      `${project} down --volumes --remove-orphans`,
    ]);
  });

  it('are stopped earlier by a command, and then not again', async () => {
    const heard = standIn();
    const { status, text } = await run({}, { more: [{ command: { name: 'stop_test_services' } }] });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(heard().filter((line) => line.includes(' down '))).toHaveLength(1);
  });

  it('are not started where a later command is one that the device does not have', async () => {
    const heard = standIn();
    const { status, text } = await run({}, { more: [{ command: { name: 'lamp' } }] });
    expect(status, text()).toMatchObject({ code: 'job-invalid' });
    expect(text()).toContain('the device has no command lamp');
    expect(heard).toThrow('ENOENT');
  });

  it('that do not start end the job, and are taken down', async () => {
    const heard = standIn(true);
    expect((await run({})).status).toMatchObject({ code: 'host-tool-failed' });
    expect(heard().at(-1)).toContain(' down ');
  });

  it.each([
    [{ path: '../compose.yaml' }, true, '..'],
    [{ path: '-f' }, true, 'begins with -'],
    [{ service: '--privileged' }, true, 'begins with -'],
    [{}, false, 'allow_test_services'],
  ])('%o, allowed: %s, are refused before anything is touched', async (service, allowed, message) => {
    standIn();
    const { status, text } = await run(service, { allowed });
    expect(status).toMatchObject({ health: 'incomplete' });
    expect(text()).toContain(message);
    expect(text()).not.toContain('start: 1 ');
  });
});
