// SPDX-License-Identifier: Apache-2.0

/**
 * Names that have a meaning to shells, debugfs, option parsers, file systems or terminals.
 * @param outside directory that nothing may be put into; a name that is run as a command makes `pwned` there
 */
export function hostileNames(outside: string): string[] {
  const pwned = `${outside}/pwned`;
  return [
    `a\n!touch ${pwned}\n#`,
    `a"\n!touch ${pwned}\n"`,
    `"; !touch ${pwned}; "`,
    `a" ${pwned} "b`,
    `$(touch ${pwned})`,
    `\`touch ${pwned}\``,
    `;touch ${pwned};`,
    `|touch ${pwned}`,
    `a\\"b`,
    "it's",
    '-rf',
    '--checkpoint-action=exec=sh',
    '--upload-pack=touch x',
    '<2>',
    '*',
    '~',
    'a\rb',
    'a\u001b[2Jb',
    'a\u0000b',
    'a\u0085b',
    'a\u2028b',
    '..',
    '../x',
    '../../../../../../../../../../../../etc/x',
    'a/../../x',
    `${outside}/pwned`,
    '/etc/passwd',
    '.',
    '',
    './.',
    'x'.repeat(256),
    'x/'.repeat(2048),
    'ü'.repeat(128),
    '\ud800',
    '%2e%2e/x',
    '{key}',
    'a,b=c',
    '@file',
    'CON',
  ];
}
