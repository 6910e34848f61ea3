// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WorkerJobs } from '../testing/worker-jobs.ts';

const root = process.getuid?.() === 0;
const NOTES = ['process.json', 'account.json', 'kill-time.json'];
const KEY = 'the-secret-half-of-the-key';

/** A job of one command, and a device whose command is that script; each script says what its board's power is. */
function bundle(job: number, script: string) {
  const power = powerOf(job);
  const timeouts = { job: { minutes: 2 }, action: { minutes: 1 } };
  const definition = { job_name: 'x', device_type: 'x', visibility: 'public', timeouts };
  const device = {
    ...{ hostname: 'd', devicetype: 'x', constants: {}, parameters: {} },
    commands: {
      power_on: line(`echo on $(id -u) >${power}`),
      power_off: line(`echo off $(id -u) >${power}`),
    },
    actions: { deploy: { methods: {} }, boot: { methods: {} } },
    timeouts: { actions: {}, connections: {} },
  };
  const commands = { ...device.commands, users: { go: { do: line(script) } } };
  const actions = [{ command: { name: 'power_on' } }, { command: { name: 'go' } }];
  return {
    job,
    definition: JSON.stringify({ ...definition, actions, secrets: { TOKEN: `secret-of-job-${job}` } }),
    device: JSON.stringify({ ...device, commands }),
    limits: { logBytes: 10_000_000, seconds: 200 },
  };
}

const line = (script: string) => `sh -c '${script}'`;
const powerOf = (job: number) => `/var/tmp/lava-power-${process.pid}-${job}`;

describe.skipIf(!root)('jobs under accounts of their own', () => {
  let lab: WorkerJobs;
  let key: string;
  let id = 0;
  let power: string;
  beforeAll(() => {
    lab = new WorkerJobs();
    key = join(lab.root, 'worker.key');
  });
  beforeEach(() => {
    writeFileSync(key, KEY, { mode: 0o600 });
    id += 1;
    power = powerOf(id);
  });
  afterAll(async () => {
    await lab.close();
    for (let i = 1; i <= id; i++) {
      for (const name of [powerOf(i), `${powerOf(i)}.ready`]) rmSync(name, { force: true });
    }
  });

  const start = (script: string) => lab.start(bundle(id, script));
  /** Output of a command is logged when it ends. */
  const ready = () => lab.soon('the command is under way', () => existsSync(`${power}.ready`) || undefined);

  /** Nothing is left of the job, and its account is free again. */
  async function expectGone(job: number, account: number | undefined): Promise<void> {
    await lab.forget(job);
    expect(existsSync(lab.dir(job).path)).toBe(false);
    expect(lab.leftovers()).toEqual([]);
    expect(findProcesses({ user: account })).toEqual([]);
    expect(readFileSync(key, 'utf8')).toBe(KEY);
    expect(lab.shipped).not.toContain(KEY);
  }

  it('reads neither the key nor what other jobs have, and reaches no process of theirs', async () => {
    const other = id;
    await start(`touch ${power}.ready; sleep 60`);
    await ready();
    const victim = lab.dir(other);
    const pid = victim.readProcess()?.pid;
    id += 1;
    const tries = [
      `cat ${key}`,
      `cat ${victim.path}/bundle.json`,
      `cat ${victim.spool}`,
      `ls ${victim.path}`,
      `ls ${lab.jobsPath}`,
      `ls ${lab.root}`,
      `cat /proc/${pid}/environ`,
      `kill ${pid}`,
      `kill ${process.pid}`,
      `touch ${victim.path}/cancel`,
    ];
    await start(`${tries.map((each) => `${each} && echo DONE`).join('; ')}; id`);
    expect((await lab.ended(id)).status).toEqual({ health: 'complete' });
    const { account } = lab.dir(id);
    expect(lab.text(id)).toContain(`uid=${account} gid=${account}`);
    expect(lab.text(id)).not.toContain('DONE');
    expect(lab.text(id)).not.toMatch(new RegExp(`${KEY}|secret-of-job-${other}`));
    expect(account).not.toBe(victim.account);
    await expectGone(id, account);

    lab.cancel(other, 'enough');
    const otherAccount = victim.account;
    expect((await lab.ended(other)).status).toMatchObject({ health: 'canceled', message: 'enough' });
    expect(readFileSync(powerOf(other), 'utf8')).toBe(`off ${otherAccount}\n`);
    await expectGone(other, otherAccount);
  }, 200_000);

  it('cannot change what the daemon notes, or make it read and write elsewhere', async () => {
    const own = lab.dir(id).path;
    const kept = `${lab.jobsPath}/.notes-${id}`;
    const files = [
      'records.ndjson',
      'status.json',
      'leases.ndjson',
      'cancel',
      'canceling',
      'returned.json',
      'bundle.json',
      'stderr.log',
    ];
    const script = [
      `cd ${own}`,
      `ls ${kept} && echo CHANGED`,
      `mv ${kept} ${kept}.moved && echo CHANGED`,
      ...NOTES.map((name) => `echo x >${kept}/${name} && echo CHANGED`),
      ...files.map((name) => `rm -f ${name}; ln -s ${key} ${name}`),
      ...['process', 'status', 'bundle'].map((name) => `ln -s ${key} ${name}.json.new-${process.pid}`),
      `mv ${own} ${own}.away && echo CHANGED`,
      'kill -9 $PPID',
    ];
    await start(`exec 2>&1; (${script.join('; ')}) | tee ${power}.said`);
    const account = (await lab.soon('an account', () => lab.dir(id).account)) as number;
    const { status } = await lab.ended(id);
    expect(status).toMatchObject({ health: 'incomplete', code: 'dispatcher-died' });
    expect(readFileSync(`${power}.said`, 'utf8')).not.toContain('CHANGED');
    rmSync(`${power}.said`);
    await expectGone(id, account);
  }, 200_000);

  it('is undone under its own account, whatever its journal says', async () => {
    const stolen = `${power}.stolen`;
    const journal = [
      { take: 90, lease: { kind: 'command', what: 'steal', undo: [{ run: ['cp', key, stolen] }] } },
      { take: 91, lease: { kind: 'directory', what: 'destroy', undo: [{ remove: key }] } },
    ];
    const text = journal.map((each) => JSON.stringify(each)).join('\n');
    const encoded = Buffer.from(text).toString('base64');
    await start(
      `echo ${encoded} | base64 -d >>${lab.dir(id).path}/leases.ndjson; touch ${power}.ready; sleep 60`,
    );
    await ready();
    const { account } = lab.dir(id);
    process.kill(lab.dir(id).readProcess()?.pid ?? 0, 'SIGKILL');
    const { status } = await lab.ended(id);
    expect(status.message).toContain('could not steal');
    expect(status.message).toContain('could not destroy');
    expect(existsSync(stolen)).toBe(false);
    // The power is switched off all the same.
    expect(readFileSync(power, 'utf8')).toBe(`off ${account}\n`);
    await expectGone(id, account);
  }, 200_000);

  it('takes its processes and files along, however well they hide', async () => {
    const hidden = 'cd /; env -i setsid sleep 600 >/dev/null 2>&1 &';
    await start(`mkdir -p $LAVA_JOB_DIR/a/b; touch $LAVA_JOB_DIR/a/b/c; chmod 0 $LAVA_JOB_DIR/a; ${hidden}`);
    const { status } = await lab.ended(id);
    expect(status.health).toBe('complete');
    await expectGone(id, lab.dir(id).account);
  }, 200_000);

  it.each([
    ['with its notes', () => undefined],
    [
      'without a note of the account of the job',
      (job: number) => rmSync(join(lab.jobsPath, `.notes-${job}/process.json`)),
    ],
  ])(
    'is adopted by another daemon, %s',
    async (_, forgetful) => {
      await start(`touch ${power}.ready; sleep 60`);
      await ready();
      const { account } = lab.dir(id);
      await lab.restart(() => forgetful(id));
      expect(lab.exit(id)).toBeUndefined();
      lab.cancel(id, 'enough');
      expect((await lab.ended(id)).status).toMatchObject({ health: 'canceled' });
      expect(readFileSync(power, 'utf8')).toBe(`off ${account}\n`);
      await expectGone(id, account);
    },
    200_000,
  );

  it('has an account that nobody else has, also when many start together', async () => {
    const first = id;
    const jobs = Array.from({ length: 4 }, (_, i) => first + i);
    id += 3;
    const all = `${power}.ready`;
    await Promise.all(jobs.map((job) => lab.start(bundle(job, `until [ -e ${all} ]; do sleep 0.1; done`))));
    const accounts = jobs.map((job) => lab.dir(job).account);
    expect(new Set(accounts).size).toBe(4);
    writeFileSync(all, '');
    for (const [i, job] of jobs.entries()) {
      await lab.ended(job);
      await expectGone(job, accounts[i]);
    }
    expect(readdirSync(lab.jobsPath)).toEqual([]);
  }, 200_000);
});
