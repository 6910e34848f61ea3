// SPDX-License-Identifier: Apache-2.0

/** A line by which the device talks to the dispatcher: `<LAVA_SIGNAL_NAME text>`. */
export interface Signal {
  name: string;
  text: string;
  /** A message of the kernel had cut into it and was taken out. */
  repaired: boolean;
  /** It was cut and cannot be read any more. */
  damaged: boolean;
}

/** Start of a signal, up to its end or to where another one starts. */
export const SIGNAL = /<LAVA_SIGNAL_(\S+?)(?: ([^>]*?))?(>|(?=<LAVA_))/g;

/** What the kernel prints on a console: a time stamp, perhaps with the number of a CPU or task, and the rest of the line. */
const PRINTK = /(?:\r*\n)?\[ *\d+\.\d{6}\](?:\[ *[CT]\d+\])? [^\r\n]*(?:\r*\n)?/g;

/** @param parts of a match of {@link SIGNAL} */
export function readSignal(parts: readonly (string | undefined)[]): Signal {
  const [whole = '', , , end] = parts;
  const body = whole.replace(/^<LAVA_SIGNAL_/, '').replace(/>$/, '');
  let torn = false;
  const cleaned = body.replace(PRINTK, (line) => {
    // The line of the kernel has a `>` itself, and the rest of the signal is behind it.
    if (!line.endsWith('\n')) torn = true;
    return '';
  });
  const damaged = torn || end !== '>' || /[\r\n]/.test(cleaned);
  const [, name = '', text = ''] = /^(\S+)(?: ([\s\S]*))?$/.exec(cleaned) ?? [];
  return { name, text, repaired: cleaned !== body && !damaged, damaged: damaged || name === '' };
}
