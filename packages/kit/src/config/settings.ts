// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';

/**
 * Settings of a program: one zod object declares names, types, defaults and descriptions. A setting `httpPort` is
 * `--http-port` as a flag, `LAVA_HTTP_PORT` in the environment and `http_port` in the settings file; flags win over the
 * environment, that over the file, that over the default.
 */
export interface SettingSources {
  args: string[];
  env: Record<string, string | undefined>;
  /** Content of the settings file; keys in snake_case. */
  file?: Record<string, unknown> | undefined;
  /** How the file is called in messages. */
  fileName?: string;
}

export interface SettingInfo {
  key: string;
  flag: string;
  env: string;
  inFile: string;
  boolean: boolean;
  description: string;
  /** As text; undefined when there is none. */
  default: string | undefined;
}

type Shape = z.ZodObject;

/** For --help and for the reference in docs/. */
export function describeSettings(schema: Shape): SettingInfo[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const type = field as z.ZodType;
    const words = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const meta = type.meta() ?? {};
    const fallback = type.safeParse(undefined);
    return {
      key,
      flag: `--${words.replaceAll('_', '-')}`,
      env: typeof meta.env === 'string' ? meta.env : `LAVA_${words.toUpperCase()}`,
      inFile: words,
      boolean: meta.boolean === true,
      description: type.description ?? '',
      default: fallback.success ? asText(fallback.data) : undefined,
    };
  });
}

/** Undefined for nothing, and for a list or a mapping with nothing in it. */
function asText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.keys(value).length === 0 ? undefined : JSON.stringify(value);
}

/**
 * @returns the settings, and the arguments that are not settings
 * @throws LavaError `config-invalid` that names every wrong setting and where it comes from
 */
export function loadSettings<T extends Shape>(
  schema: T,
  sources: SettingSources,
): { settings: z.infer<T>; rest: string[] } {
  const infos = describeSettings(schema);
  const { values, rest } = readFlags(infos, sources.args);
  const input: Record<string, unknown> = {};
  const origin: Record<string, string> = {};
  const fileName = sources.fileName ?? 'the settings file';
  for (const info of infos) {
    const candidates: [string, unknown][] = [
      [info.flag, values[info.flag.slice(2)]],
      [info.env, sources.env[info.env] || undefined],
      [`${info.inFile} in ${fileName}`, sources.file?.[info.inFile]],
    ];
    const found = candidates.find(([, value]) => value !== undefined);
    if (found) [origin[info.key], input[info.key]] = found;
  }
  const unknown = Object.keys(sources.file ?? {}).filter(
    (key) => !infos.some(({ inFile }) => inFile === key),
  );
  const parsed = schema.safeParse(input);
  const problems = [
    ...unknown.map((key) => `${key} in ${fileName}: there is no such setting`),
    ...(parsed.error?.issues ?? []).map(
      ({ path: [key, ...inner], message }) =>
        `${[origin[String(key)] ?? String(key), ...inner].join('.')}: ${message}`,
    ),
  ];
  if (problems.length > 0 || !parsed.success) {
    throw new LavaError('config-invalid', problems.join('; '), {
      problems: problems.map((message) => ({ message })),
    });
  }
  return { settings: parsed.data, rest };
}

function readFlags(
  infos: SettingInfo[],
  args: string[],
): { values: Record<string, unknown>; rest: string[] } {
  const options = Object.fromEntries(
    infos.map(({ flag, boolean }) => [
      flag.slice(2),
      { type: boolean ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values, rest: positionals };
  } catch (cause) {
    throw new LavaError('config-invalid', (cause as Error).message, { cause, hint: 'see --help' });
  }
}

/** A setting that is on or off: `--flag`, or 1, true, yes, on and their contraries in environment and file. */
export function flag(description: string, fallback = false) {
  return z.union([z.boolean(), z.stringbool()]).default(fallback).meta({ description, boolean: true });
}
