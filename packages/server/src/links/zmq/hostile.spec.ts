// SPDX-License-Identifier: Apache-2.0
import { makeKeys } from '@lava/kit/zmq/curve.ts';
import { decodeZ85, encodeZ85 } from '@lava/kit/zmq/z85.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateWorker } from '../../db/queries/workers.ts';
import { LinkLab } from '../../testing/link.ts';

let lab: LinkLab;
beforeEach(async () => {
  lab = await LinkLab.make();
});
afterEach(() => lab.close());

const hello = (jobs: unknown[] = []) => ({
  type: 'hello',
  protocols: [1],
  version: '1',
  time: new Date().toISOString(),
  arch: 'x',
  jobs,
});

/** The worker `lab-1` with bare sockets, greeted. */
async function greeted() {
  const { keys } = await lab.enrol();
  const control = await lab.raw('control', keys);
  const logs = await lab.raw('log', keys);
  control.send(hello());
  await control.take('welcome');
  return { keys, control, logs };
}

describe('a key that nobody can have', () => {
  const bad = [
    '0'.repeat(40),
    '#'.repeat(40),
    '"'.repeat(40),
    'short',
    encodeZ85(Buffer.from(`ed${'ff'.repeat(30)}7f`, 'hex')),
  ];

  it('in a join binds nothing and disturbs nobody', async () => {
    await lab.serve();
    const honest = await lab.enrol();
    await lab.lab.worker('lab-2', { state: 'offline' });
    const otherSpelling = decodeZ85(honest.keys.publicKey);
    otherSpelling.writeUInt8(otherSpelling.readUInt8(31) | 0x80, 31);
    for (const publicKey of [...bad.filter(({ length }) => length === 40), encodeZ85(otherSpelling)]) {
      const token = makeKeys();
      const set = { join_key: token.publicKey, join_expires: new Date(Date.now() + 60_000) };
      await lab.db.run((q) => updateWorker(q, 'lab-2', set));
      const guest = await lab.raw('control', token);
      guest.send({ type: 'join', publicKey, version: '1' });
      // Answered after the join was dealt with: both come over one socket.
      const honestLink = await lab.raw('control', honest.keys);
      honestLink.send(hello());
      expect(await honestLink.take('welcome')).toMatchObject({ name: 'lab-1' });
      expect(guest.got).toEqual([]);
      honestLink.socket.close();
      guest.socket.close();
    }
    const row = await lab.db.run((q) =>
      q.selectFrom('workers').select('public_key').where('name', '=', 'lab-2').executeTakeFirstOrThrow(),
    );
    expect(row.public_key).toBeNull();
  });

  it('in the database is skipped and told, and the server starts', async () => {
    const honest = await lab.enrol();
    for (const [n, key] of bad.entries()) {
      await lab.lab.worker(`bad-${n}`, { public_key: key });
      await lab.lab.worker(`late-${n}`, { join_key: key, join_expires: new Date(Date.now() + 60_000) });
    }
    await lab.serve();
    const control = await lab.raw('control', honest.keys);
    control.send(hello());
    expect(await control.take('welcome')).toMatchObject({ name: 'lab-1' });
    const told = lab.lines.filter(({ msg }) => msg.includes('cannot be used'));
    expect(told.map(({ worker }) => worker).sort()).toEqual(
      bad.flatMap((_, n) => [`bad-${n}`, `late-${n}`]).sort(),
    );
  });
});

describe('an end of a job that no worker of ours would tell', () => {
  const ends: [string, object][] = [
    ['NUL in its message', { records: 0, status: { health: 'incomplete', message: 'a\0b' } }],
    [
      'NUL in every word',
      { records: 0, status: { health: 'incomplete', code: '\0', kind: '\0\0', message: '\0' } },
    ],
    [
      'half of a surrogate pair',
      { records: 0, status: { health: 'incomplete', message: '\ud800x', kind: '\udc00' } },
    ],
    ['a message of 5 MiB', { records: 0, status: { health: 'incomplete', message: 'x'.repeat(5 << 20) } }],
    [
      'words of prototypes',
      { records: 0, status: { health: 'incomplete', code: '__proto__', kind: 'constructor' } },
    ],
    ['a health that there is not', { records: 0, status: { health: '__proto__' } }],
    ['no status', { records: 0 }],
    ['a status that is text', { records: 0, status: 'dead' }],
    ['fewer than no records', { records: -1, status: { health: 'complete' } }],
    ['no whole number of records', { records: 1e300, status: { health: 'complete' } }],
    ['more records than ever come', { records: Number.MAX_SAFE_INTEGER, status: { health: 'complete' } }],
    ['a kind of nesting', { records: 0, status: { health: 'incomplete', message: { a: ['\0'] } } }],
  ];

  it.each(ends)('%s: the job ends and its device is free', async (_, end) => {
    await lab.serve({ records: 300 });
    const { control } = await greeted();
    const job = await lab.job({});
    control.send({ type: 'started', job });
    control.send({ type: 'exit', job, ...end });
    const row = await lab.until(job, 'finished');
    expect(row.health).not.toBe('unknown');
    expect((await lab.lab.deviceRow()).state).toBe('idle');
    expect((row.error_message ?? '').length).toBeLessThan(20_000);
    expect(lab.lines.filter(({ level }) => level === 50)).toEqual([]);
    // What has not come may still come: the worker keeps it until then.
    if (row.next_seq >= (row.exit_records ?? 0)) await control.take('forget');
  });
});

describe('what a worker says of itself', () => {
  it('is bounded, whatever it is', async () => {
    await lab.serve();
    const { keys } = await lab.enrol();
    const control = await lab.raw('control', keys);
    const jobs = Array.from({ length: 100_000 }, (_, n) => ({ job: n + 1_000_000, state: 'running' }));
    control.send({ ...hello(jobs), version: '\0'.repeat(1_000_000), arch: '\ud800', time: '+999999-01-01' });
    expect(await control.take('welcome')).toMatchObject({ name: 'lab-1' });
    const row = await lab.db.run((q) =>
      q
        .selectFrom('workers')
        .select(['version', 'arch', 'state'])
        .where('name', '=', 'lab-1')
        .executeTakeFirst(),
    );
    expect(row).toEqual({ version: '\ufffd'.repeat(200), arch: '\ufffd', state: 'online' });
  });
});
