// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { loadYamlWithPositions } from './positions.ts';

const TEXT = `job_name: demo
base: &base
  image: x
actions:
- deploy:
    to: tmpfs
    images: {rootfs: {url: "http://x"}}
- boot:
    <<: *base
    method: qemu
    method: docker
1: {2: two}
`;

describe('loadYamlWithPositions', () => {
  const { value, at } = loadYamlWithPositions(TEXT);

  it('gives the same value as loadYaml', () => {
    expect(value).toMatchObject({
      job_name: 'demo',
      actions: [{}, { boot: { method: 'docker', image: 'x' } }],
    });
  });

  it.each<[(string | number)[], number, number]>([
    [[], 1, 1],
    [['job_name'], 1, 1],
    [['actions'], 4, 1],
    [['actions', 0], 5, 3],
    [['actions', 0, 'deploy', 'to'], 6, 5],
    [['actions', 0, 'deploy', 'images', 'rootfs', 'url'], 7, 23],
    [['actions', '1', 'boot', 'image'], 3, 3],
    [['1', 2], 12, 5],
  ])('%j is on line %i, column %i', (path, line, column) => {
    expect(at(path)).toEqual({ line, column });
  });

  it('points at the last of equal keys: its value was taken', () => {
    expect(at(['actions', 1, 'boot', 'method'])).toEqual({ line: 11, column: 5 });
  });

  it('gives the nearest ancestor of what does not exist', () => {
    expect(at(['actions', 0, 'deploy', 'nothing', 'below'])).toEqual({ line: 5, column: 3 });
    expect(at(['actions', 7])).toEqual({ line: 4, column: 1 });
    expect(at(['job_name', 'x'])).toEqual({ line: 1, column: 1 });
  });

  it('has no place in an empty document', () => {
    const empty = loadYamlWithPositions('# nothing');
    expect(empty.value).toBeNull();
    expect(empty.at(['a'])).toBeUndefined();
  });

  it('counts CR LF as one line end', () => {
    expect(loadYamlWithPositions('a: 1\r\nb:\r\n  c: 2\r\n').at(['b', 'c'])).toEqual({ line: 3, column: 3 });
  });
});

describe('places in a large document', () => {
  const many = (count: number, line: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => line(n)).join('');

  // Time that grows with the square of the size would be minutes here.
  it.each<[string, string, (n: number) => (string | number)[]]>([
    ['of one mapping', many(60_000, (n) => `k${n}: 1\n`), (n) => [`k${n}`]],
    ['of one list', many(60_000, (n) => `- ${n}\n`), (n) => [n]],
    ['of many mappings', many(30_000, (n) => `k${n}: {a: 1}\n`), (n) => [`k${n}`, 'a']],
    [
      'behind one merged mapping',
      `a: &a {${many(20_000, (n) => `k${n}: 1, `)}}\nb: {<<: *a}\n`,
      (n) => ['b', `k${n}`],
    ],
  ])('%s are all found in linear time', (_, text, path) => {
    const { at } = loadYamlWithPositions(text);
    for (let n = 0; n < 20_000; n++) expect(at(path(n))?.line).toBeGreaterThan(0);
  });
});
