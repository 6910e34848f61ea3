// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@lava/kit/log/logger.ts';
import { afterAll, expect, it } from 'vitest';
import { MailTemplates } from './templates.ts';
import type { MailFacts } from './text.ts';
import { jobsValues, jobValues } from './values.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-mail-templates-'));
afterAll(() => rmSync(root, { recursive: true }));
const warned: unknown[] = [];
const log = { warn: (...words: unknown[]) => warned.push(words) } as unknown as Logger;
const builtIn = () => ({ subject: 'built-in', text: 'words\n' });
const TIME = new Date('2026-11-22T10:00:00Z');

const facts = {
  job: {
    ...{ id: 7, description: 'boot {{ 1 + 1 }}\r\nBcc: x@y', state: 'finished', health: 'incomplete' },
    ...{
      username: 'ann',
      device_type: 'qemu',
      device: 'q1',
      error: 'no kernel',
      metadata: { branch: 'main' },
    },
    ...{ submit_time: TIME, start_time: TIME, end_time: null },
  },
  verbosity: 'verbose',
  suites: [{ name: 'ltp', tests: { pass: 2, fail: 1, skip: 0, unknown: 0 } }],
  failed: ['ltp/fork01'],
  compared: {
    previous: { id: 6, health: 'complete' },
    counts: { broken: 1 },
    items: [
      { change: 'same', suite: 'ltp', set: null, name: 'a' },
      { change: 'broken', suite: 'ltp', set: null, name: 'fork01' },
    ],
  },
} as unknown as MailFacts;

function templates(files: Record<string, string>): MailTemplates {
  const directory = mkdtempSync(join(root, 'd-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return MailTemplates.read(directory, log) as MailTemplates;
}

it('makes the subject of the first line and the text of the rest, from what is known of the job', () => {
  const mails = templates({
    'job.jinja2': `{% include 'head.jinja2' %}: failed
{{ job.description }}

{% for suite in suites %}
{{ suite.name }}: {{ suite.fail }} of {{ suite.pass + suite.fail }} failed
{% endfor %}
{% for each in compared.changes %}
{{ each.change }}: {{ each.case }}
{% endfor %}
{{ job.url }} {{ job.metadata.branch }} {{ job.started }} {{ job.ended }}`,
    'head.jinja2': '{{ job.device }}: job {{ job.id }} is {{ job.status }} ({{ job.error }})\n',
  });
  expect(mails.words('job', () => jobValues(facts, 'https://lava'), builtIn)).toEqual({
    subject: 'q1: job 7 is incomplete (no kernel): failed',
    text:
      'boot {{ 1 + 1 }}\ufffd\nBcc: x@y\n\nltp: 1 of 3 failed\nbroken: ltp/fork01\n' +
      'https://lava/jobs/7 main 2026-11-22T10:00:00.000Z None\n',
  });
  expect(mails.words('jobs', () => jobsValues([facts, facts], undefined), builtIn)).toEqual(builtIn());
});

it.each([
  ['fails', '{{ job.id.x.y }}'],
  ['takes long', '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}'],
  ['writes too much', "{{ 'x' * 999999 }}"],
  ['says nothing', '{# nothing #}'],
])('sends the built-in words where a template %s, and says so in the log', (_, text) => {
  warned.length = 0;
  const started = performance.now();
  expect(templates({ 'job.jinja2': text }).words('job', () => jobValues(facts, undefined), builtIn)).toEqual(
    builtIn(),
  );
  expect(warned).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it('refuses a directory with what is not a template, with file and line, or without any', () => {
  expect(() => templates({ 'job.jinja2': 'a\n{% if %}', 'x.jinja2': '{{' })).toThrow(
    /^mail_templates, .*: job\.jinja2:2: .*; x\.jinja2:1: /,
  );
  expect(() => templates({ 'jbo.jinja2': 'x' })).toThrow(/must have one of job\.jinja2, jobs\.jinja2/);
  expect(() => MailTemplates.read('/nonexistent', log)).toThrow(/mail_templates: ENOENT/);
  expect(MailTemplates.read(undefined, log)).toBeUndefined();
});
