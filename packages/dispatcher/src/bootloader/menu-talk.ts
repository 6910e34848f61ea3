// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../console/connection.ts';
import { fixedPattern, type Pattern, pattern } from '../console/pattern.ts';
import type { Run } from '../engine/step.ts';
import { waitTime } from '../engine/waits.ts';
import { type Choice, entryOf, LABEL_CLASS, type MenuWords } from '../job/menus.ts';

/** Silence after which a menu counts as complete where nothing says what it ends with, milliseconds. */
const SETTLED = 2_000;

const ENTER = '\r';
const ESCAPE = '\x1b';

/** Entries of a menu that a message names. */
const NAMED = 20;

const NOTHING = fixedPattern(/(?!)/g);

/** Presses the key while the firmware can be stopped. */
export async function stopFirmware(
  run: Run,
  connection: Connection,
  prompt: string | null | undefined,
  key: string | null | undefined,
): Promise<void> {
  if (prompt === null || prompt === undefined || prompt === '')
    throw new LavaError('device-invalid', 'the device has no prompt at which its firmware can be stopped');
  run.log.debug(`Wait for the firmware: ${prompt}`);
  using limit = waitTime(run);
  await connection.expect(limit, [pattern(prompt)]);
  await connection.send(run.progress, key ?? '');
}

/**
 * Goes through the menus, choice by choice.
 * @param first regular expression of what the first menu ends with
 * @param last the same of what follows the last choice, where that says nothing itself
 * @throws LavaError `bootloader-failed` when a menu has no such entry
 */
export async function choose(
  run: Run,
  connection: Connection,
  words: MenuWords,
  choices: readonly Choice[],
  { first, last }: { first: string | null | undefined; last: string | null | undefined },
): Promise<void> {
  let next = first;
  for (const choice of choices) {
    const menu = await shown(run, connection, choice.prompt ?? next);
    await make(run, connection, words, choice, menu);
    next = choice.wait;
  }
  const end = next ?? last;
  if (end) await shown(run, connection, end);
}

/** Waits until the menu is there. @returns what came since the last choice */
async function shown(run: Run, connection: Connection, end: string | null | undefined): Promise<string> {
  using limit = waitTime(run);
  if (end) {
    run.log.debug(`Wait for the menu: ${end}`);
    const match = await connection.expect(limit, [pattern(end)]);
    return `${match.before}${match.parts[0] ?? ''}`;
  }
  await connection.expectOrSilence(limit, [NOTHING], { silence: SETTLED });
  const text = connection.unconsumed;
  connection.discard();
  return text;
}

async function make(
  run: Run,
  connection: Connection,
  words: MenuWords,
  choice: Choice,
  menu: string,
): Promise<void> {
  if (choice.items) {
    const end = words.line_separator === 'dos' ? '\r\n' : '\n';
    await connection.send(run.progress, numberOf(words, choice, menu), end);
  } else if (choice.enter !== undefined && choice.enter !== null) {
    await connection.send(run.progress, choice.enter, ENTER);
  } else if ('escape' in choice) {
    await connection.send(run.progress, ESCAPE);
  } else {
    throw new LavaError('device-invalid', 'a choice of the device has neither items, enter nor escape');
  }
}

function numberOf(words: MenuWords, { items, fallback }: Choice, menu: string): string {
  const entries = entriesOf(menu, entryPattern(words));
  const labels = [...(items ?? []), ...(fallback ? [fallback] : [])];
  for (const label of labels) {
    const number = entryOf(entries, label);
    if (number !== undefined) return number;
  }
  const there = entries.slice(-NAMED).map(({ label }) => label);
  throw new LavaError('bootloader-failed', `the menu of the firmware has no entry ${labels.join(' or ')}`, {
    hint: `it has: ${there.join(', ') || 'no entries in the form that the device says'}`,
  });
}

/** `[1] Boot Manager`, as the parameters of the device say. */
function entryPattern({ item_markup: markup, item_class, separator, label_class }: MenuWords): Pattern {
  const [before, after] = (markup ?? ['[', ']']).map((each) => RegExp.escape(each));
  return pattern(
    `${before}([${item_class ?? '0-9'}]+)${after}${separator ?? ' '}([${label_class ?? LABEL_CLASS}]*)`,
  );
}

function entriesOf(menu: string, form: Pattern): { number: string; label: string }[] {
  return menu.split(/[\r\n]+/).flatMap((line) => {
    const hit = form.find(line, 0);
    return hit ? [{ number: hit.parts[1] ?? '', label: (hit.parts[2] ?? '').trim() }] : [];
  });
}
