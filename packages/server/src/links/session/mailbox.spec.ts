// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { Mailbox } from './mailbox.ts';

it('does one thing after the other, and of what says the same only the last that waits', async () => {
  const done: string[] = [];
  const errors: unknown[] = [];
  const mail = new Mailbox((error) => errors.push(error));
  const put = (what: string, said: string) =>
    mail.put(what, async () => {
      done.push(`${said}…`);
      await undefined;
      done.push(said);
      if (said === 'b') throw new Error('b');
    });
  put('report', 'a');
  await new Promise(setImmediate);
  put('lost', 'b');
  put('report', 'c');
  put('lost', 'd');
  put('seen', 'b');
  put('report', 'e');
  await new Promise(setImmediate);
  expect(done).toEqual(['a…', 'a', 'd…', 'd', 'b…', 'b', 'e…', 'e']);
  expect(errors).toEqual([new Error('b')]);
});

it('holds no more for jobs than it can deal with, and nothing after it is closed', async () => {
  let done = 0;
  const mail = new Mailbox(() => undefined);
  const work = async () => {
    done += 1;
  };
  for (let job = 0; job < 100_000; job++) mail.putJob('exited', job, work);
  for (let n = 0; n < 100_000; n++) mail.putJob('started', 7, work);
  mail.put('report', work);
  await new Promise(setImmediate);
  expect(done).toBe(1_001);
  mail.put('report', work);
  await mail.close();
  expect(done).toBe(1_001);
});
