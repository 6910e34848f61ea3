// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { dumpYamlFlow } from '@lava/yaml/dump.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { fail } from './runtime/failure.ts';
import type { TemplateLimits } from './runtime/limits.ts';
import { native } from './values/native.ts';
import { PyObject } from './values/object.ts';
import { str } from './values/text.ts';
import { truthy } from './values/truth.ts';
import { typeName } from './values/type-name.ts';
import { Undefined } from './values/undefined.ts';
import { DictView, PyIterator, PyRange } from './values/views.ts';

/** Machines whose firmware finds an IDE disk; every other QEMU machine has virtio only. */
const IDE_ARCHITECTURES = new Set(['', 'amd64', 'x86_64', 'i386', 'i686', 'pc', 'q35']);

/**
 * The environment that LAVA renders device types and dictionaries in: sandboxed, `trim_blocks` on, `lstrip_blocks` off,
 * autoescape off, undefined prints empty, and three filters of its own:
 *
 * - `yaml_quote`: the value as YAML on one line, scalars in double quotes, so that it reads back as it is
 * - `shlex_quote`: a text as one word of a shell command
 * - `qemu_guest_fs_interface`: of an architecture or machine, the interface that QEMU offers for a further disk, unless
 *   its argument names one
 *
 * @param load source of a template by name (`qemu.jinja2`), undefined when there is none
 */
export function createLavaEnvironment(
  load: (name: string) => string | undefined,
  limits?: Partial<TemplateLimits>,
  options: { ownLineBeforeParent?: boolean } = {},
): Environment {
  return createEnvironment({
    load,
    filters: LAVA_FILTERS,
    trimBlocks: true,
    ...options,
    ...(limits && { limits }),
  });
}

const LAVA_FILTERS = [
  native('yaml_quote(value)', (rt, value: unknown) => {
    const text = yamlText(value);
    rt.meter.spend(text.length);
    return text;
  }),
  native('shlex_quote(value)', (rt, value) => {
    const text = shellWord(value);
    rt.meter.spend(text.length);
    return text;
  }),
  native('qemu_guest_fs_interface(value, interface=)', (_, value, wanted) => {
    if (wanted !== undefined && truthy(wanted)) return str(wanted);
    return IDE_ARCHITECTURES.has(str(value)) ? 'ide' : 'virtio';
  }),
];

function yamlText(value: unknown): string {
  try {
    return dumpYamlFlow(plainData(value));
  } catch (error) {
    if (!(error instanceof LavaError)) throw error;
    return fail(error.code === 'too-large' ? 'limit' : 'TypeError', error.message);
  }
}

function plainData(value: unknown): unknown {
  if (value instanceof Undefined) value.fail();
  if (
    value instanceof DictView ||
    value instanceof PyRange ||
    value instanceof PyIterator ||
    value instanceof PyObject
  )
    return fail('TypeError', `a value of type ${typeName(value)} cannot be written as YAML`);
  return value;
}

/** Python's `shlex.quote`: whatever is empty is the empty word. */
function shellWord(text: unknown): string {
  if (!truthy(text)) return "''";
  if (typeof text !== 'string')
    return fail('TypeError', `expected string or bytes-like object, got '${typeName(text)}'`);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
