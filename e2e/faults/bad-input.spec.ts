// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobText } from './job-text.ts';
import { dispatchers, type FaultLab, type Outcome, qemus, startFaultLab } from './lab.ts';

/** Through every door and process; e2e/dispatcher/bad-input.spec.ts has what only the dispatcher decides. */
describe('bad input', () => {
  let faults: FaultLab;
  beforeAll(async () => {
    faults = await startFaultLab();
  });
  afterAll(() => faults.close());

  async function refused(change: JobText): Promise<LavaError> {
    return faults.submit(change).then(
      (id) => Promise.reject(new Error(`it was accepted as job ${id}`)),
      (error: unknown) => {
        if (error instanceof LavaError) return error;
        throw error;
      },
    );
  }

  /** However it ended: one reason, nothing running, the device free. */
  async function outcome(change: JobText): Promise<Outcome> {
    const ended = await faults.finished(await faults.submit(change));
    expect(qemus(faults)).toEqual([]);
    await faults.soon('the dispatcher has ended', () => dispatchers(faults).length === 0 || undefined);
    expect(await faults.lab.client.devices.get('qemu-01')).toMatchObject({ state: 'idle', currentJob: null });
    // An infrastructure error makes the device's health unknown; the next test needs it to be good.
    await faults.lab.client.devices.update('qemu-01', { health: 'good', reason: 'next test' });
    return ended;
  }

  describe('is refused at submit, with its place', () => {
    it('when the YAML is broken', async () => {
      const error = await refused({ replace: [['priority: medium', 'priority: [medium']] });
      expect(error.code).toBe('yaml-syntax');
      expect(error.problems[0]?.where ?? error.where).toMatchObject({
        line: expect.any(Number),
        column: expect.any(Number),
      });
    });

    it('when a key is unknown', async () => {
      const error = await refused({ replace: [['priority: medium', 'prority: medium']] });
      expect(error.problems).toMatchObject([
        { message: expect.stringContaining('prority'), where: { line: expect.any(Number) } },
      ]);
      expect(`${error.problems[0]?.message} ${error.problems[0]?.hint}`).toContain('priority');
    });

    it('when there is no such device type', async () => {
      const error = await refused({ replace: [['device_type: qemu', 'device_type: qemo']] });
      expect([error.message, ...error.problems.map(({ message }) => message)].join()).toContain('qemo');
    });

    it('when several things are wrong, all of them', async () => {
      const error = await refused({
        replace: [
          ['visibility: public', 'visibility: none'],
          ['minutes: 10', 'minutes: ten'],
        ],
      });
      expect(error.problems.length).toBeGreaterThanOrEqual(2);
    });
  });

  describe('ends the job with one clear message', () => {
    it('when an image is not there', async () => {
      const { job } = await outcome({ replace: [['/kernel\n', '/no-such-kernel\n']] });
      expect(job).toMatchObject({
        health: 'incomplete',
        error: { kind: 'job', code: 'download-missing', message: expect.stringContaining('no-such-kernel') },
      });
    });

    it('when the kernel panics', async () => {
      const { job, steps } = await outcome({
        replace: [['console=ttyS0,115200', 'console=ttyS0,115200 rdinit=/none panic=-1']],
      });
      expect(job).toMatchObject({
        health: 'incomplete',
        error: { kind: 'job', code: 'kernel-failure', message: expect.stringContaining('panic') },
      });
      expect(steps.map(({ name }) => name)).toContain('kernel-messages');
    });
  });

  describe('on the console is taken as it comes', () => {
    // The emulated serial port of a guest takes minutes of a processor for a million.
    const lines = process.env.LAVA_SLOW ? 1_000_000 : 80_000;
    it(`${lines} lines`, async () => {
      const { job, records, cases } = await outcome({
        steps: [`set +x; stty -opost; seq 1 ${lines}; stty opost`, 'lava-test-case after --result pass'],
      });
      expect(job).toMatchObject({ health: 'complete' });
      expect(cases).toMatchObject([{ name: 'after', result: 'pass' }]);
      const numbers = records.filter(({ lvl, msg }) => lvl === 'target' && /^\d+$/.test(String(msg)));
      expect(numbers).toHaveLength(lines);
      expect(numbers.at(-1)?.msg).toBe(String(lines));
    }, 600_000);

    it('a line without end', async () => {
      const { job, records, cases } = await outcome({
        steps: ['set +x; head -c 2000000 /dev/zero | tr "\\0" x; echo', 'lava-test-case after --result pass'],
      });
      expect(job).toMatchObject({ health: 'complete' });
      expect(cases).toMatchObject([{ name: 'after', result: 'pass' }]);
      for (const { msg } of records) expect(String(msg).length).toBeLessThan(110_000);
    });

    it('binary garbage', async () => {
      const { job, cases } = await outcome({
        steps: [
          'set +x; head -c 200000 /dev/urandom; echo; reset 2>/dev/null || true',
          'lava-test-case after --result pass',
        ],
      });
      expect(job).toMatchObject({ health: 'complete' });
      expect(cases).toMatchObject([{ name: 'after', result: 'pass' }]);
    });
  });
});
