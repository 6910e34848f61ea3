// SPDX-License-Identifier: Apache-2.0
import { decodeRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { yamlLog } from '../../logs/yaml-log.ts';
import { readBody, readLines } from './read-lines.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const DT = '2023-02-01T00:00:00.000001';

function recordsOf(text: string) {
  const { data, count, broken } = readLines(text, NOW);
  const lines = Buffer.from(data).toString().trimEnd().split('\n');
  return { records: lines.map(decodeRecord), count, broken, data: Buffer.from(data) };
}

async function asYaml(text: string): Promise<string> {
  const parts: string[] = [];
  async function* blocks() {
    yield { data: recordsOf(text).data };
  }
  for await (const part of yamlLog(blocks())) parts.push(part);
  return parts.join('');
}

describe('lines of a LAVA dispatcher', () => {
  it('become records of ours', () => {
    const { records, count, broken } = recordsOf(
      [
        `- {"dt": "${DT}", "lvl": "target", "msg": "a \\xE9 \\e[1m line"}`,
        `- {"dt": "${DT}", "lvl": "results", "msg": {"case": "t", "definition": "0_d", "measurement": ! "4.5", "result": "pass", "starttc": ! "3", "units": "s"}}`,
        `- {"dt": "${DT}", "lvl": "event", "msg": "happened"}`,
      ].join('\n'),
    );
    expect([count, broken]).toEqual([3, 0]);
    expect(records).toMatchObject([
      { dt: `${DT}+00:00`, lvl: 'target', msg: 'a é \u001b[1m line' },
      { lvl: 'results', msg: { definition: '0_d', case: 't', measurement: '4.5', units: 's', starttc: 2 } },
      { lvl: 'event', msg: 'happened' },
    ]);
  });

  it('with an event of a test come out as YAML with a level that clients know', async () => {
    const line = (lvl: string) => `- {"dt": "${DT}", "lvl": "${lvl}", "msg": "happened"}`;
    expect(await asYaml(line('event'))).toBe(`${line('debug')}\n`);
  });

  it.each([
    `- {"dt": "${DT}", "lvl": "info", "msg": "plain"}`,
    `- {"dt": "${DT}", "lvl": "target", "msg": "\\xE9 \\u2028 \\U0001F600 \\e \\0 \\\\ \\" \\t"}`,
    `- {"dt": "${DT}", "lvl": "results", "msg": {"case": "t", "definition": "d", "endtc": ! "9", "measurement": ! "1.10", "result": "fail"}}`,
    `- {"dt": "${DT}", "lvl": "results", "msg": {"result": "pass", "definition": "unsorted", "case": "x", "starttc": ! "0"}}`,
    `- {"dt": "${DT}", "lvl": "marker", "msg": {"case": "t2", "type": "start_test_case"}}`,
    `- {"dt": "${DT}+00:00", "lvl": "feedback", "msg": "x", "ns": "host"}`,
  ])('come out as YAML as they came: %s', async (line) => {
    expect(await asYaml(line)).toBe(`${line}\n`);
  });

  it('keep most of their text only once', () => {
    const { data } = readLines(`- {"dt": "${DT}", "lvl": "target", "msg": "${'x'.repeat(1_000)}"}`, NOW);
    expect(data.length).toBeLessThan(1_200);
  });

  it.each([
    ['no list', `{"dt": "${DT}", "lvl": "info", "msg": "x"}`],
    ['no YAML', '- {"dt": "'],
    ['no mapping', '- [1]'],
    ['no level', `- {"dt": "${DT}", "msg": "x"}`],
    ['an alias that is nowhere', '- {"dt": *a, "lvl": "info", "msg": "x"}'],
    ['a tag of Python', `- {"dt": "${DT}", "lvl": "info", "msg": !!python/object/apply:os.system ["id"]}`],
    ['nesting', `- {"lvl": "info", "msg": ${'['.repeat(5_000)}`],
    ['an empty line', '\n- {}'],
  ])('are replaced when they cannot be read, and say so: %s', (_, text) => {
    const { records, count, broken } = recordsOf(text);
    expect(broken).toBe(count);
    expect(records[0]).toMatchObject({ lvl: 'exception', msg: expect.stringContaining('cannot be read') });
  });

  it('are bounded: what is too long is cut, what is too much waits for the next upload', () => {
    const long = `- {"dt": "x", "lvl": "surprise", "msg": "${'y'.repeat(900_000)}"}`;
    const { records, broken } = recordsOf(long);
    expect(broken).toBe(0);
    expect(records[0]).toMatchObject({ dt: '2026-01-31T12:00:00.000000+00:00', lvl: 'debug' });
    expect(String(records[0]?.msg)).toMatch(/^y{100000} \[cut: 900000 characters\]$/);
    expect(recordsOf(Array(20).fill(long).join('\n')).count).toBe(10);
    expect(recordsOf('- {}\n'.repeat(50_000)).count).toBe(10_000);
  });

  it('come in a form', () => {
    const read = (body: string) => readBody({ body: Buffer.from(body), now: NOW });
    expect(read('lines=-+%7B%22lvl%22%3A+%22info%22%2C+%22msg%22%3A+%22%C3%A9%22%7D&index=7')).toMatchObject({
      ...{ index: 7, count: 1, broken: 0 },
    });
    expect(read('index=0')).toBe("Missing 'lines'");
    expect(read('lines=x')).toBe("Missing 'index'");
    expect(read('lines=x&index=-1')).toBe("Invalid 'index'");
    expect(read('lines=x&lines=y&index=1')).toBe("Missing 'lines'");
  });
});
