// SPDX-License-Identifier: Apache-2.0
import type { CommandDoc, OptionDoc, ProgramDoc } from './program-docs.ts';

/**
 * Fills a man page: the line `.\" @OPTIONS@` becomes the options of the program, `.\" @COMMANDS@` its commands with theirs.
 * The rest is written by hand. @throws Error when a page asks for what the program does not have
 */
export function fillManPage(page: string, doc: ProgramDoc): string {
  return page.replace(/^\.\\" @(\w+)@\n/gm, (_, what: string) => {
    const lines = what === 'OPTIONS' ? doc.options.flatMap(option) : doc.commands.flatMap(command);
    if (lines.length === 0) throw new Error(`${doc.name} has nothing for @${what}@`);
    return `${lines.join('\n')}\n`;
  });
}

function option({ flags, value, text, env }: OptionDoc): string[] {
  const names = flags.map((name) => `\\fB${roff(name)}\\fR`).join(', ');
  const told = [text && roff(sentence(text)), env && `Variable: \\fB${roff(env)}\\fR.`].filter(Boolean);
  return [
    '.TP',
    value ? `${names} \\fI${roff(value)}\\fR` : names,
    ...(told.length > 0 ? told : ['\\&']),
  ].map(String);
}

function command({ path, summary, arguments: words, options }: CommandDoc): string[] {
  const given = words.map((word) => ` \\fI${roff(word)}\\fR`).join('');
  // Settings have their own section.
  const own = options.filter(({ env }) => env === undefined);
  return [
    '.TP',
    `\\fB${roff(path.join(' '))}\\fR${given}`,
    roff(sentence(summary)),
    ...(own.length > 0 ? ['.RS', ...own.flatMap(option), '.RE'] : []),
  ];
}

function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

/** Backslashes, hyphens and leading dots are commands to roff; it has its own names for what is not ASCII. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    .replace(/^\./, '\\&.');
}

/** Date and version in the head of a page. */
export function dateManPage(page: string, version: string, date: Date): string {
  const day = date.toISOString().slice(0, 10);
  return page.replace(
    /^\.TH (\S+) (\d) "" "LAVA"$/m,
    (_, name, section) => `.TH ${name} ${section} "${day}" "LAVA ${version}"`,
  );
}
