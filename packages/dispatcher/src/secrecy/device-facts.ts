// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { labCommandsOf } from '../job/entries.ts';
import { addCommand } from './command-facts.ts';
import { type Facts, noFacts } from './facts.ts';

/** The keys under `commands` that are not commands. */
const NO_COMMANDS = new Set(['tags', 'must_use_connection']);

/**
 * The facts in all commands that the worker runs for the device's configuration: `commands` with its connections and user
 * commands, the lab's own flash commands and those of recovery. The device's name and type are not facts, nor are the
 * serial numbers of its adb and fastboot, or the host of the method ssh: they are of the device, not of the lab around it.
 */
export function deviceFacts(device: Device): Facts {
  const facts = noFacts();
  for (const commands of labCommandsOf(device)) addAll(facts, commands);
  for (const known of [device.hostname, device.devicetype]) if (known) facts.hosts.delete(known);
  return facts;
}

/** The facts in a text that should have been a configuration but cannot be read as one: each line may be a command. */
export function textFacts(text: string): Facts {
  const facts = noFacts();
  for (const line of text.split('\n')) {
    const [, key = '', value = line] = /^\s*(?:- )?(\w+):\s+(.*)$/.exec(line) ?? [];
    // Lists and mappings in brackets put signs around the words.
    if (key !== 'hostname') addCommand(facts, value.replace(/[[\]{},"]/g, ' ').trim());
  }
  facts.lines.clear(); // most of them are not commands at all
  return facts;
}

function addAll(facts: Facts, value: unknown): void {
  if (typeof value === 'string') addCommand(facts, value);
  else if (Array.isArray(value)) for (const each of value) addAll(facts, each);
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) if (!NO_COMMANDS.has(key)) addAll(facts, each);
}
