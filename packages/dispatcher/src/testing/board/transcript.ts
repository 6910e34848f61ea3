// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import * as z from 'zod';

/** One turn: what the board waits for, and what it does then, in the order of the keys here. */
const Turn = z.strictObject({
  expect: z
    .union([z.string(), z.strictObject({ pattern: z.string() })])
    .optional()
    .describe('What must have been typed: this text, or what the regular expression finds.'),
  wait: z.number().nonnegative().optional().describe('Pause, milliseconds.'),
  drop: z.int().nonnegative().optional().describe('So many of the bytes that are typed next are lost.'),
  noise: z.int().nonnegative().optional().describe('So many bytes of noise.'),
  say: z.string().optional().describe('Text, as it is; a line ends with \\r\\n.'),
  run: z.string().optional().describe('Gives the terminal to this line of /bin/sh until it ends.'),
  end: z.int().optional().describe('Ends with this exit status.'),
});
export type Turn = z.infer<typeof Turn>;

/** What a scripted board does on its terminal; a file `*.board.yaml`. After the last turn it stays there, silent. */
export const Transcript = z.strictObject({
  about: z.string().optional().describe('What it is a transcript of.'),
  echo: z.boolean().default(true).describe('What is typed comes back.'),
  pace: z
    .strictObject({ bytes: z.int().positive(), ms: z.number().positive() })
    .optional()
    .describe('So many bytes are said, then the pause; all together when absent.'),
  dialogue: z.array(Turn),
});
export type Transcript = z.infer<typeof Transcript>;

/** @throws LavaError `config-invalid` with the first problem */
export function parseTranscript(text: string, file: string): Transcript {
  const parsed = Transcript.safeParse(loadYaml(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LavaError('config-invalid', `${file}: ${issue?.path.join('.')}: ${issue?.message}`);
}
