// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from '../../job/path.ts';
import {
  ARTEFACT,
  DISK_DRIVERS,
  FILE_KEYS,
  HARMLESS_FILES,
  KIND_KEYS,
  KINDS,
  KNOWN,
  REFUSED_KEYS,
  TEXT_KEYS,
} from './option-rules.ts';

export interface JudgeOptions {
  /** Where the words come from, for messages. */
  what: string;
  /** Options and keys that the device allows, e.g. `hostfwd` or `-virtfs`; `all` for everything. */
  allowed: ReadonlySet<string>;
  /** Is an option with its value from the job? All are, where nothing is said. */
  isOfJob?: (words: string) => boolean;
}

/**
 * Refuses options of a job by which QEMU would run programs, or open files and sockets of the worker beyond the job's own
 * artefacts. What QEMU takes and this does not know is refused too.
 * @param words of the command line; `ARTEFACT` is where the file of an artefact comes
 * @throws LavaError `job-invalid`
 */
export function judgeOptions(
  words: readonly string[],
  { what, allowed, isOfJob = () => true }: JudgeOptions,
): void {
  if (allowed.has('all')) return;
  for (let i = 0; i < words.length; ) {
    const word = words[i] ?? '';
    const name = word.replace(/^--?/, '');
    const hasValue = i + 1 < words.length && takesValue(name, words[i + 1] ?? '');
    const value = hasValue ? (words[i + 1] ?? '') : undefined;
    const option = value === undefined ? word : `${word} ${value}`;
    i += hasValue ? 2 : 1;
    if (!isOfJob(option) || allowed.has(word) || allowed.has(`-${name}`)) continue;
    const problem = isOption(word)
      ? problemOf(name, value, allowed)
      : { text: 'is not an option', key: word };
    if (problem) throw refused(what, option, problem);
  }
}

/** QEMU takes the next word for the value of an option that has one, whatever the word is, and never for that of another. */
function takesValue(name: string, next: string): boolean {
  if (KNOWN.withValue.has(name) || KNOWN.files.has(name)) return true;
  return !KNOWN.withoutValue.has(name) && !isOption(next);
}

interface OptionProblem {
  text: string;
  /** What the device would have to allow. */
  key: string;
}

function problemOf(
  name: string,
  value: string | undefined,
  allowed: ReadonlySet<string>,
): OptionProblem | undefined {
  if (KNOWN.withoutValue.has(name)) return undefined;
  // It would take the first word of what comes next, and the word after that would count as an option of its own.
  if (value === undefined && (KNOWN.withValue.has(name) || KNOWN.files.has(name)))
    return { text: 'lacks its value', key: `-${name}` };
  if (name === 'append') return undefined;
  if (KNOWN.files.has(name)) {
    if (value === ARTEFACT) return undefined;
    return { text: 'reads a file that is not an artefact of the job', key: `-${name}` };
  }
  if (!KNOWN.withValue.has(name)) return { text: 'is not one that a job may give', key: `-${name}` };
  if (value === undefined) return undefined;
  const parts = splitOnCommas(value).map(pairOf);
  const kinds = kindsOf(parts, name);
  const kind = kinds.find((each) => KINDS[name]?.test(each) === false);
  if (kind !== undefined)
    return { text: `${quoted(shown(kind))} is not a kind that a job may give`, key: `-${name}` };
  for (const part of [...parts, ...propertyOf(parts)]) {
    const problem = partProblem(part, name, allowed);
    if (problem) return problem;
  }
  if (kinds.includes('tap') && !allowed.has('script') && !isScriptless(parts))
    return { text: "runs the worker's /etc/qemu-ifup without script=no,downscript=no", key: 'script' };
  return undefined;
}

/** A network that another program has opened, which only a device allows, has no script either. */
function isScriptless(parts: readonly Pair[]): boolean {
  if (parts.some(({ key }) => /^(helper|fds?)$/.test(key))) return true;
  return ['script', 'downscript'].every((name) =>
    parts.some(({ key, value }) => key === name && value === 'no'),
  );
}

interface Pair {
  key: string;
  value: string;
}

function pairOf(part: string): Pair {
  const at = part.indexOf('=');
  return at === -1 ? { key: '', value: part } : { key: part.slice(0, at), value: part.slice(at + 1) };
}

/** `-global` may say key and value each by a key of its own. */
function propertyOf(parts: readonly Pair[]): Pair[] {
  const values = parts.filter(({ key }) => key === 'value');
  return parts
    .filter(({ key }) => key === 'property')
    .flatMap(({ value: key }) => values.map(({ value }) => ({ key, value })));
}

/** Said first, and by keys: QEMU takes the last of several. */
function kindsOf([first, ...more]: readonly Pair[], name: string): string[] {
  const said = [first, ...more].flatMap((pair) => (pair && KIND_KEYS.has(pair.key) ? [pair.value] : []));
  if (!first || KIND_KEYS.has(first.key)) return said;
  if (first.key === '') return [first.value, ...said];
  // `-display vnc=:1`; only `-nic` may have no kind.
  return said.length > 0 || name === 'nic' ? said : [first.key];
}

function partProblem(
  { key, value }: Pair,
  name: string,
  allowed: ReadonlySet<string>,
): OptionProblem | undefined {
  // -global and -blockdev name the object before the key.
  const last = key.split('.').at(-1) ?? '';
  if (allowed.has(key) || allowed.has(last) || TEXT_KEYS.has(last)) return undefined;
  if ((last === 'script' || last === 'downscript') && value === 'no') return undefined;
  if (REFUSED_KEYS.has(last)) return { text: `${last} reaches beyond the job`, key: last };
  if (/^json:|[{}]/.test(value)) return { text: 'descriptions in JSON are not for jobs', key: `-${name}` };
  if (
    (last === 'driver' || last === 'format') &&
    (name === 'drive' || name === 'blockdev') &&
    !DISK_DRIVERS.has(value)
  )
    return { text: `${quoted(value)} is not a kind of disk that a job may give`, key: last };
  const isFile = FILE_KEYS.has(last) || /(file|path)$/.test(last) || /^(\/|~|\.\.?(\/|$))/.test(value);
  if (!isFile || value === ARTEFACT || HARMLESS_FILES.has(value)) return undefined;
  const subject = last === '' ? quoted(shown(value)) : last;
  return { text: `${subject} names a file that is not an artefact of the job`, key: last || `-${name}` };
}

/** At single commas; a doubled one is a comma. */
function splitOnCommas(value: string): string[] {
  return value
    .replaceAll(',,', '\u0001')
    .split(',')
    .map((part) => part.replaceAll('\u0001', ','));
}

function isOption(word: string): boolean {
  return /^--?[A-Za-z]/.test(word);
}

function shown(text: string): string {
  return text.replaceAll(ARTEFACT, '{…}');
}

function refused(what: string, option: string, { text, key }: OptionProblem): LavaError {
  return new LavaError('job-invalid', `${what}: ${quoted(shown(option))}: ${text}`, {
    hint: `the device's dictionary may allow it: {% set qemu_allow = ['${key}'] %}`,
  });
}
