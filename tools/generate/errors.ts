// SPDX-License-Identifier: Apache-2.0
import { CODES } from '@lava/protocol/error/codes.ts';
import { KINDS, type Kind } from '@lava/protocol/error/kind.ts';

const KIND_TEXTS: Record<Kind, string> = {
  job: 'what the submitter wrote, or asked for',
  test: 'what the tests did',
  infrastructure: 'the lab: network, devices, hosts',
  configuration: "the lab's admin",
  canceled: 'nobody; somebody ended the job',
  bug: 'this software',
};

/** docs/reference/errors.md */
export function errorReference(): string {
  const sections = KINDS.map((kind) => {
    const rows = Object.entries(CODES)
      .filter(([, entry]) => entry.kind === kind)
      .map(([code, { status, text }]) => `| \`${code}\` | ${status} | ${text} |`);
    return [
      `## ${kind}`,
      '',
      `Whose problem: ${KIND_TEXTS[kind]}.`,
      '',
      '| code | HTTP | what it means |',
      '|---|---|---|',
      ...rows,
    ];
  });
  return [
    '# Error codes',
    '',
    '<!-- Made by ./lava generate from packages/protocol/src/error/codes.ts. -->',
    '',
    'A job that does not end well, and every refused request, has a code. Codes are stable: they are never renamed and',
    'never used for something else. The kind says whose problem it is; it decides whether a step is tried again, what the',
    "device's health becomes, and the [exit code](exit-codes.md) of `lava`. LAVA's `error_type` is the kind, capitalised.",
    'The HTTP status is that of an answer of the API; 500 stands for errors that only jobs have.',
    '',
    ...sections.flatMap((lines) => [...lines, '']),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
