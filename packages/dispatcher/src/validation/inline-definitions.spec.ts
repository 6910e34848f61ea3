// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { action, errors } from '../testing/job-text.ts';
import { validateJob } from './validate-job.ts';

describe('inline test definitions', () => {
  const inline = (body: string) =>
    action(`- test:
    definitions:
    - from: inline
      name: a
      path: a.yaml
      repository:
${body.replace(/^/gm, '        ')}
`);

  it('are judged step by step, with line, column and what YAML made of the text', () => {
    const text = inline("run:\n  steps:\n  - echo fine\n  - echo 'ERROR: something'; lava-test-case x");
    expect(errors(inline('run:\n  steps:\n  - echo fine\n  - echo ERROR: something'))).toEqual([
      expect.objectContaining({
        message: '`3`: expected text or a number or true or false, found a mapping'.replace('3', '1'),
        hint: expect.stringContaining('quotes'),
        where: expect.objectContaining({ line: 16, column: 13 }),
      }),
    ]);
    expect(errors(text)).toHaveLength(1);
  });

  it.each([
    ['a list as a step', 'run: {steps: [[a]]}', 'error', 'run.steps.0'],
    ['nothing as a step', 'install: {steps: [null]}\nrun: {steps: [a]}', 'error', 'install.steps.0'],
    ['steps that are text', 'run: {steps: make}', 'error', 'run.steps'],
    ['a wrong word in install', 'install: {deps: [{a: b}]}\nrun: {steps: [a]}', 'error', 'install.deps.0'],
    ['an unknown key', 'run: {steps: [a]}\nmetdata: {}', 'warning', 'metdata'],
    ['an unknown key of run', 'run: {steps: [a], step: [b]}', 'warning', 'run.step'],
    ['no run', 'metadata: {name: a}', 'warning', 'run'],
    [
      'an unknown verdict',
      'run: {steps: [a]}\nparse: {fixupdict: {OK: passed}}',
      'error',
      'parse.fixupdict.OK',
    ],
  ])('report %s', (_, body, severity, path) => {
    const { problems } = validateJob(inline(body));
    expect(problems.map((each) => [each.severity, each.where?.path?.slice(6).join('.')])).toEqual([
      [severity, path],
    ]);
  });

  it('may name packages by distribution', () => {
    expect(
      validateJob(inline('install: {deps: [a], deps-debian: [b]}\nrun: {steps: [true, 1]}')).problems,
    ).toEqual([]);
  });
});

it('refuses services where the device does not allow them', () => {
  const text = action('- test: {services: [{name: a, from: git, repository: x, path: p}]}\n');
  const verdict = (parameters: Record<string, unknown>) =>
    validateJob(text, { device: { parameters, actions: {} } })
      .problems.filter(isError)
      .map(({ where }) => where?.line);
  expect(verdict({})).toHaveLength(1);
  expect(verdict({ allow_test_services: false })).toHaveLength(1);
  expect(verdict({ allow_test_services: true })).toEqual([]);
});
