// SPDX-License-Identifier: Apache-2.0

/** The YAML 1.1 types a plain scalar can turn out to be; everything else is a string. */
export type PlainType = 'bool' | 'float' | 'int' | 'merge' | 'null' | 'str' | 'timestamp' | 'value' | 'yaml';

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
export const TIMESTAMP =
  /^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})(?:(?:[Tt]|[ \t]+)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]*))?(?:[ \t]*(?:Z|(?<sign>[-+])(?<zoneHour>[0-9]{1,2})(?::(?<zoneMinute>[0-9]{2}))?))?)?$/;
/** A date without a time needs two digits each; with a time one is enough. */
const DATE_ALONE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/**
 * Which type PyYAML gives to an unquoted scalar: YAML 1.1 without `y` and `n`. `1e5`, `0o7` and `0.1.2` are strings,
 * `1:30` is the number 90, `1.` a float.
 */
export function resolvePlain(text: string): PlainType {
  switch (text.charAt(0)) {
    case '':
    case '~':
      return NULL.test(text) ? 'null' : 'str';
    case 'n':
    case 'N':
      return NULL.test(text) ? 'null' : BOOL.test(text) ? 'bool' : 'str';
    case 'y':
    case 'Y':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
      return BOOL.test(text) ? 'bool' : 'str';
    case '<':
      return text === '<<' ? 'merge' : 'str';
    case '=':
      return text === '=' ? 'value' : 'str';
    case '!':
    case '&':
    case '*':
      return text.length === 1 ? 'yaml' : 'str';
    case '+':
    case '-':
    case '.':
      return FLOAT.test(text) ? 'float' : INT.test(text) ? 'int' : 'str';
    default:
      return resolveDigits(text);
  }
}

function resolveDigits(text: string): PlainType {
  const first = text.charCodeAt(0);
  if (first < 0x30 || first > 0x39) return 'str';
  if (FLOAT.test(text)) return 'float';
  if (INT.test(text)) return 'int';
  if (!TIMESTAMP.test(text)) return 'str';
  return text.length > 10 || DATE_ALONE.test(text) ? 'timestamp' : 'str';
}
