// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../exit-code.ts';

/** A line from the terminal that is not shown. @throws UsageError without a terminal, and on Ctrl-C */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new UsageError(`no terminal to ask "${question.trim()}" on; give it as an option`);
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let text = '';
  try {
    for await (const chunk of stdin) {
      for (const char of chunk as string) {
        if (char === '\r' || char === '\n') return text;
        if (char === '\x03' || char === '\x04') throw new UsageError('canceled');
        text = char === '\x7f' || char === '\b' ? text.slice(0, -1) : text + char;
      }
    }
    return text;
  } finally {
    stdin.setRawMode(false);
    stderr.write('\n');
  }
}
