// SPDX-License-Identifier: Apache-2.0
import { HISTORY_KINDS, HistoryQuery } from '@lava/protocol/api/history.ts';
import { Command } from 'commander';
import { history } from '../audit/history.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { type Act, agesAgo, type ListFlags, listing, parseInput, withListOptions } from './session.ts';

interface Flags extends ListFlags {
  actor?: string;
  action?: string;
  newerThan?: string;
  before?: string;
  limit?: string;
}

export function historyCommand(act: Act): Command {
  return withListOptions(new Command('history'))
    .description('who changed what, when and why, newest first')
    .argument('[kind]', HISTORY_KINDS.join(', '))
    .argument('[name]', 'name or number of one of them')
    .option('--actor <name>', 'only changes by this user')
    .option('--action <action>', 'only such changes, e.g. health')
    .option('--newer-than <age>', 'only changes of the last days, or with a unit: 90d, 12h, 30m')
    .option('--before <id>', 'only entries before this one, for the next page')
    .option('--limit <count>', 'maximum number of entries', '50')
    .action((kind: string | undefined, object: string | undefined, flags: Flags) =>
      act(async ({ db, print }) => {
        const { newerThan, actor, action, before, limit } = flags;
        const since = newerThan === undefined ? undefined : agesAgo(newerThan).toISOString();
        const query = parseInput(HistoryQuery, { kind, object, actor, action, since, before, limit });
        const page = await history(db, COMMAND_LINE, query);
        const rows = page.items.map((entry) => [
          entry.id,
          entry.time,
          entry.actor,
          entry.kind,
          entry.object,
          entry.action,
          entry.old,
          entry.new,
          entry.reason,
        ]);
        const header = ['ID', 'TIME', 'ACTOR', 'KIND', 'OBJECT', 'ACTION', 'OLD', 'NEW', 'REASON'];
        print(page, () => listing(header, rows, flags));
      }),
    );
}
