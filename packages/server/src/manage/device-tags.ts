// SPDX-License-Identifier: Apache-2.0

import { Name } from '@lava/protocol/api/common.ts';
import { TagQuery } from '@lava/protocol/api/lab.ts';
import { readAll } from '@lava/protocol/api/list.ts';
import { Command } from 'commander';
import { changeTags, device } from '../devices/devices.ts';
import { addTag, tags } from '../devices/tags.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { type Act, type ListFlags, listing, parseInput, withListOptions } from './session.ts';

export function deviceTagsCommand(act: Act): Command {
  const command = new Command('device-tags').description('tags of devices, which jobs may require');
  withListOptions(command.command('list'))
    .description('all tags, and the devices that have them')
    .action((flags: ListFlags) =>
      act(async ({ db, print }) => {
        const items = await readAll(TagQuery, (query) => tags(db, COMMAND_LINE, query));
        print({ items }, () =>
          listing(
            ['TAG', 'DEVICES', 'DESCRIPTION'],
            items.map(({ name, devices, description }) => [name, devices.join(' '), description]),
            flags,
          ),
        );
      }),
    );
  command
    .command('show <device>')
    .description('tags of a device')
    .action((name: string) =>
      act(async ({ db, print }) => {
        const found = (await device(db, COMMAND_LINE, name)).tags;
        print({ device: name, tags: found }, () => found.join('\n') || 'none');
      }),
    );
  command
    .command('create <tag>')
    .description('create a tag with its description')
    .option('--description <text>', '', '')
    .action((tag: string, { description }: { description: string }) =>
      act(async ({ db, print }) => {
        await addTag(db, COMMAND_LINE, { name: parseInput(Name, tag), description });
        print({ name: tag, description }, () => `added ${tag}`);
      }),
    );
  for (const [name, description] of [
    ['add', 'give tags to a device'],
    ['remove', 'take tags from a device'],
  ] as const) {
    command
      .command(`${name} <device> <tag...>`)
      .description(description)
      .action((of: string, words: string[]) =>
        act(async ({ db, print }) => {
          const names = words.map((word) => parseInput(Name, word));
          const changed = await changeTags(db, COMMAND_LINE, of, { [name]: names });
          print({ device: of, tags: changed.tags }, () => changed.tags.join('\n') || 'none');
        }),
      );
  }
  return command;
}
