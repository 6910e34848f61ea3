// SPDX-License-Identifier: Apache-2.0
import { ACCESS, ASKER_WORDS, ASKERS, NOTES, ROUTE_ACCESS } from '@lava/server/rights/route-access.ts';

/** docs/reference/permissions.md */
export function permissionReference(): string {
  const rows = Object.entries(ROUTE_ACCESS).map(([route, access]) => {
    const marks = ASKERS.map((asker) => (ACCESS[access].some((each) => each === asker) ? '✓' : ''));
    return `| ${[`\`${route}\``, ...marks, NOTES[route] ?? ''].join(' | ')} |`;
  });
  return [
    '<!-- Made by ./lava generate from packages/server/src/rights/route-access.ts; do not edit. -->',
    '',
    '# Who may use which route',
    '',
    'A test asks every route of REST below `/api/v1` as each of these, and compares the answers with this table. It is about an object',
    'on which somebody was given `view` ([permissions](../how-to/permissions.md)) and a job whose visibility is a group. What nobody',
    "was given is everybody's to see, and a public job is seen by everybody who sees its device.",
    '',
    ...ASKERS.map((asker) => `- **${asker}**: ${ASKER_WORDS[asker]}`),
    '',
    'What they may not see is `404`, like what does not exist. A token that expired is `401` everywhere. A token with the scope `read`',
    'has the `GET` routes of its account; with `submit`, also the `POST` routes below `/jobs`.',
    '',
    `| route | ${ASKERS.join(' | ')} | |`,
    `|---|${ASKERS.map(() => '---|').join('')}---|`,
    ...rows,
    '',
  ].join('\n');
}
