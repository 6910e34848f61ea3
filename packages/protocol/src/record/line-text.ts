// SPDX-License-Identifier: Apache-2.0

import { plainText } from '../text/ansi.ts';
import type { JobRecord, ResultMessage } from './record.ts';

/** Text of a record before colours: the message, or a sentence for a result. */
export function messageText(record: JobRecord): string {
  return typeof record.msg === 'string' ? record.msg : resultText(record.msg);
}

/** What a reader sees of a record; search and copying use it. */
export function lineText(record: JobRecord): string {
  return plainText(messageText(record));
}

/** `lava/login-action: pass  1.32 s`, or with set, measurement and reference when there are some. */
export function resultText(result: ResultMessage): string {
  const name = [result.definition, result.set, result.case].filter(Boolean).join('/');
  const parts = [`${name}: ${result.result}`];
  if (result.measurement !== undefined) parts.push(`${result.measurement} ${result.units ?? ''}`.trim());
  if (result.duration !== undefined) parts.push(`${result.duration} s`);
  if (result.error_msg) parts.push(result.error_msg);
  if (result.reference) parts.push(result.reference);
  return parts.join('  ');
}
