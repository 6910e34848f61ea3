// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mountsBelow } from '../fs/mounts.ts';
import { identify, isAlive } from '../process/identity.ts';
import { canMount } from '../testing/small-disk.ts';
import { LeaseJournal } from './journal.ts';
import type { Lease } from './lease.ts';
import { replayLeases } from './replay.ts';

let directory: string;
let journal: LeaseJournal;
const at = (name: string) => join(directory, name);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lava-leases-'));
  journal = new LeaseJournal(at('leases.ndjson'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const append = (text: string) => ['sh', '-c', `echo ${text} >>${at('done')}`];
const power = (text: string): Lease => ({
  kind: 'power',
  what: `power off ${text}`,
  undo: [{ run: append(text) }],
});
const done = () => (existsSync(at('done')) ? readFileSync(at('done'), 'utf8').trim().split('\n') : []);

describe('the journal of leases', () => {
  it('knows what was taken and not given back, the last one first', () => {
    const first = journal.take(power('first'));
    journal.take(power('second'));
    journal.take(power('third'));
    first();
    first();
    const later = new LeaseJournal(journal.path);
    expect(later.held().map(({ lease }) => lease.what)).toEqual(['power off third', 'power off second']);
    later.take(power('fourth'));
    expect(new Set(later.held().map(({ id }) => id)).size).toBe(3);
  });

  it.each(['{"take":2,"lea', '\0\0\0', 'null', '[]', '{"release":"x"}', '{"take":1,"lease":{}}'])(
    'is read around what is not a line: %s',
    (text) => {
      journal.take(power('a'));
      appendFileSync(journal.path, text);
      const later = new LeaseJournal(journal.path);
      later.take(power('b'));
      expect(later.held().map(({ lease }) => lease.what)).toEqual(['power off b', 'power off a']);
    },
  );

  it('is only for its owner', () => {
    journal.take(power('a'));
    expect(spawnSync('stat', ['-c', '%a', journal.path]).stdout.toString().trim()).toBe('600');
  });
});

describe('leases of a process that died', () => {
  it('are given back in reverse order, once', async () => {
    journal.take(power('first'));
    journal.take(power('second'));
    const later = new LeaseJournal(journal.path);
    expect(await replayLeases(later, 10_000)).toEqual({
      done: ['power off second', 'power off first'],
      failed: [],
    });
    expect(await replayLeases(later, 10_000)).toEqual({ done: [], failed: [] });
    expect(done()).toEqual(['second', 'first']);
  });

  it('are given back though others fail or hang, which are tried again', async () => {
    journal.take(power('last'));
    const script = `echo try >>${at('tries')}; exit 3`;
    journal.take({ kind: 'command', what: 'undo it', undo: [{ run: ['sh', '-c', script] }] });
    journal.take({ kind: 'command', what: 'wait', undo: [{ run: ['sleep', '600'] }] });
    journal.take({ kind: 'command', what: 'find it', undo: [{ run: ['/no/such/program'] }] });
    const { failed } = await replayLeases(journal, 12_000);
    expect(failed.map(({ what }) => what)).toEqual(['find it', 'wait', 'undo it']);
    expect(failed[2]?.why).toBe('status 3');
    expect(readFileSync(at('tries'), 'utf8').trim().split('\n').length).toBeGreaterThan(1);
    expect(done()).toEqual(['last']);
    expect(journal.held()).toHaveLength(3);
  });

  it('give no shell anything to read', async () => {
    const name = at('a; touch $HOME "b');
    journal.take({ kind: 'directory', what: 'remove it', undo: [{ run: ['touch', '--', name] }] });
    await replayLeases(journal, 5_000);
    expect(existsSync(name)).toBe(true);
  });

  it('end a process and its group, and never one that has its number now', async () => {
    const child = spawn('sh', ['-c', 'sleep 600 & wait'], { detached: true, stdio: 'ignore' });
    const id = identify(child.pid ?? 0);
    if (!id) throw new Error('the process is not there');
    journal.take({ kind: 'process', what: 'end another', undo: [{ end: { ...id, start: '1' } }] });
    await replayLeases(journal, 5_000);
    expect(isAlive(id)).toBe(true);
    journal.take({ kind: 'process', what: 'end it', undo: [{ end: id }] });
    await replayLeases(journal, 5_000);
    expect(isAlive(id)).toBe(false);
  });

  it('remove what is in the way of nobody', async () => {
    mkdirSync(at('tree/below'), { recursive: true });
    writeFileSync(at('tree/below/file'), '');
    journal.take({ kind: 'directory', what: 'remove it', undo: [{ remove: at('tree') }] });
    expect(await replayLeases(journal, 5_000)).toMatchObject({ failed: [] });
    expect(existsSync(at('tree'))).toBe(false);
  });

  it.skipIf(!canMount)('unmount, also when that has happened already', async () => {
    mkdirSync(at('mnt'));
    spawnSync('mount', ['-t', 'tmpfs', 'lava-test', at('mnt')]);
    const lease: Lease = { kind: 'mount', what: 'unmount it', undo: [{ unmount: at('mnt') }] };
    journal.take(lease);
    journal.take(lease);
    expect(await replayLeases(journal, 5_000)).toMatchObject({ failed: [] });
    expect(mountsBelow(at('mnt'))).toEqual([]);
  });
});
