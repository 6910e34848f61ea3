// SPDX-License-Identifier: Apache-2.0
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { decodeRecord, type ResultMessage } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { ConsoleText } from '../console/console.ts';
import { ANY_SIGNAL, readSignal } from '../console/signal.ts';
import { sumOf } from '../console/signal-sum.ts';
import { OverlayTree } from '../image/tree.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { addNoise, dropBytes, randomOf } from '../testing/noise.ts';
import { handle, handleAgain, releaseHeld } from './handle.ts';
import { TestRuns } from './runs.ts';

const gone = new LavaError('connection-closed', 'gone');
const MOST = 10_000;
const VERDICTS = ['pass', 'fail', 'skip'];

function truth(index: number): string {
  return `case-${index} ${VERDICTS[index % 3]} ${index / 8}`;
}

/** What the helpers print for a run with many cases. */
function signals(cases: number): string[] {
  const texts = [
    'STARTRUN 0_a 1_1.1',
    ...Array.from({ length: cases }, (_, i) => {
      const [id, result, measurement] = truth(i).split(' ');
      return `TESTCASE TEST_CASE_ID=${id} RESULT=${result} UNITS=ms MEASUREMENT=${measurement}`;
    }),
    'ENDRUN 0_a 1_1.1',
    'LAST',
  ];
  return texts.map((text, i) => `<LAVA_SIGNAL_${text} #${i + 1}:${sumOf(`${i + 1} ${text}`)}>\r\n`);
}

/** A block whose console the text comes on; signals are sent again through the same noise. */
async function block(cases: number, disturb: (text: string) => string) {
  const records: ResultMessage[] = [];
  const write = (line: string) => {
    const { lvl, msg } = decodeRecord(line);
    if (lvl === 'results') records.push(msg as ResultMessage);
  };
  const sink = { write, flush: async () => {}, backlog: 0, lost: 0 };
  const log = new JobLog(sink, new RecordClock(), new Mask([]));
  const definition = {
    block: { from: 'inline', name: 'a', path: 'x.yaml', repository: {} },
    ...{ run: '0_a', stage: 0, uuid: '1_1.1', files: new OverlayTree(), file: { metadata: {} } },
    commit: undefined,
  } as const;
  const runs = new TestRuns({ definitions: [definition], namespace: 'common', level: '3', log, attempt: 1 });
  const sent = signals(cases);
  await feed(disturb(sent.join('')), (signal) => handle(log, runs, signal));
  releaseHeld(log, runs);
  for (let round = 0; round < 3 && runs.ledger.hasGaps; round++) {
    const { request } = runs.ledger;
    const again = request === 'all' ? sent : request.split(' ').map((number) => sent[Number(number) - 1]);
    await feed(disturb(again.join('')), (signal) => handleAgain(log, runs, signal));
  }
  runs.finish();
  const own = records.filter((each) => each.definition === '0_a' && each.case !== 'corrupted');
  return {
    cases: own.map((each) => `${each.case} ${each.result} ${each.measurement}`),
    corrupted: records.filter((each) => each.case === 'corrupted'),
    run: records.find((each) => each.definition === 'lava')?.result,
  };
}

async function feed(text: string, then: (signal: ReturnType<typeof readSignal>) => void): Promise<void> {
  using progress = Progress.root();
  const console = new ConsoleText(() => undefined);
  const all = (async () => {
    for (;;) {
      const match = await console.expect(progress, [ANY_SIGNAL]);
      if (match) then(readSignal(match));
    }
  })();
  for (let at = 0; at < text.length; at += 4096) {
    console.feed(Buffer.from(text.slice(at, at + 4096)));
    await new Promise(setImmediate);
  }
  console.close(gone);
  await expect(all).rejects.toBe(gone);
}

const all = Array.from({ length: MOST }, (_, i) => truth(i));

describe('10,000 results on a console that the kernel floods', () => {
  it('arrive: none is lost, none is wrong', async () => {
    const random = randomOf(1);
    const { cases, corrupted, run } = await block(MOST, (text) => addNoise(text, random, 100));
    expect(cases.toSorted()).toEqual(all.toSorted());
    expect([corrupted, run]).toEqual([[], 'pass']);
  });

  it('are never wrong when a hundredth of all bytes is lost as well', async () => {
    const random = randomOf(2);
    const { cases, corrupted, run } = await block(2_000, (text) =>
      dropBytes(addNoise(text, random, 100), random, 0.01),
    );
    expect(cases.filter((each) => !all.includes(each))).toEqual([]);
    expect(new Set(cases).size).toBe(cases.length);
    expect(cases.length + corrupted.length).toBeGreaterThanOrEqual(2_000);
    expect(corrupted[0]).toMatchObject({ result: 'unknown', extra: { console: expect.any(String) } });
    expect(['pass', 'unknown']).toContain(run);
  });
});
