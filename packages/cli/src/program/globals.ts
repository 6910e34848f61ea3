// SPDX-License-Identifier: Apache-2.0
import { Command, Option } from 'commander';
import type { GlobalOptions } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import { readInput } from '../input/text.ts';
import { FORMATS, type Format } from '../output/format.ts';
import { VERSION } from '../version.ts';
import type { Verb } from './verb.ts';

/** Options of every command that take a value; what follows them is not the name of a command. */
export const WITH_VALUE = ['--server', '--url', '--token-file', '-o', '--output', '--columns'];

/** Options of the commands that list something. */
export const LIST_OPTIONS: readonly Option[] = [
  new Option('--columns <names>', 'columns to show, separated by commas'),
  new Option('--no-header', 'leave the line of column titles out'),
];

export function newProgram(): Command {
  const output = new Option('-o, --output <format>', 'format of the answer');
  output.argChoices = [...FORMATS];
  return new Command('lava')
    .description('Jobs, devices and workers of a LAVA lab.')
    .option('--server <name>', 'server, by its name or address in `lava server list`')
    .option(
      '--url <url>',
      'server, by its address; otherwise LAVA_URL, or the current one of `lava server list`',
    )
    .option(
      '--token-file <file>',
      'file with the API token, - for stdin; otherwise LAVA_TOKEN, or the token that `lava login` stored',
    )
    .addOption(new Option('--token <token>').hideHelp())
    .addOption(output)
    .option('--json', 'the same as --output json')
    .version(VERSION, '--version', 'version of this program')
    .helpOption('-h, --help', 'help, also for a command')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nExit codes: lava help exit-codes');
}

/** @throws UsageError for a format that does not exist, or that the command does not have */
export function readGlobals(given: Record<string, unknown>, verb: Verb): GlobalOptions {
  const { server, url, token, tokenFile, columns } = given as Record<string, string | undefined>;
  if (token !== undefined)
    throw new UsageError(
      'a token among the arguments can be read by everybody on this machine: use --token-file FILE, LAVA_TOKEN or `lava login`',
    );
  if (server !== undefined && url !== undefined)
    throw new UsageError('--server and --url exclude each other');
  return {
    server,
    url,
    token: tokenFile === undefined ? undefined : readInput(tokenFile).trim(),
    format: formatOf(given, verb),
    columns: columns === undefined ? [] : columns.split(',').map((name) => name.trim()),
    header: given.header !== false,
  };
}

function formatOf({ output, json }: Record<string, unknown>, verb: Verb): Format {
  if (output === undefined) return json ? 'json' : 'text';
  const format = FORMATS.find((known) => known === output);
  if (!format)
    throw new UsageError(`--output must be one of ${FORMATS.join(', ')}, found "${String(output)}"`);
  if (json && format !== 'json') throw new UsageError('--json and --output exclude each other');
  if (format === 'csv' && !verb.list)
    throw new UsageError('--output csv is for commands that list something');
  return format;
}
