// SPDX-License-Identifier: Apache-2.0

/** Text for the person at the terminal goes to stderr; stdout is for what programs read. */
export function say(text: string): void {
  clearLine();
  process.stderr.write(`${text}\n`);
}

export interface Task {
  /** What it is at now; `fraction` is 0 to 1. Cheap to call often. */
  update(detail: string, fraction?: number): void;
  /** Ends the line with a result. */
  done(detail?: string): void;
  failed(detail: string): void;
}

const colour = process.stderr.isTTY && !process.env.NO_COLOR;
const paint = (code: number, text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
/** Without a terminal, a line at most this often, milliseconds. */
const QUIET = 10_000;

let lineOpen = false;

/** One line that says what takes long and how far it is; on a terminal it is rewritten in place. */
export function task(title: string): Task {
  const started = performance.now();
  let shown = started;
  draw('');
  function draw(detail: string) {
    if (!process.stderr.isTTY) return;
    const width = (process.stderr.columns || 80) - 1;
    process.stderr.write(`\r\x1b[2K${`  … ${title} ${detail}`.slice(0, width)}`);
    lineOpen = true;
  }
  function end(mark: string, detail: string) {
    const seconds = (performance.now() - started) / 1000;
    const time = seconds >= 0.1 ? ` ${paint(2, `${seconds.toFixed(1)} s`)}` : '';
    say(`  ${mark} ${title}${detail && `: ${detail}`}${time}`);
  }
  return {
    update(detail, fraction) {
      const now = performance.now();
      const text = fraction === undefined ? detail : `${Math.floor(fraction * 100)} % ${detail}`;
      if (process.stderr.isTTY ? now - shown < 50 : now - shown < QUIET) return;
      shown = now;
      if (process.stderr.isTTY) draw(text);
      else say(`  … ${title}: ${text}`);
    },
    done: (detail = '') => end(paint(32, '✓'), detail),
    failed: (detail) => end(paint(31, '✗'), detail),
  };
}

/** Runs `work` as a task; its failure is shown and thrown on. */
export async function withTask<T>(title: string, work: (task: Task) => Promise<T>): Promise<T> {
  const line = task(title);
  try {
    const result = await work(line);
    line.done();
    return result;
  } catch (error) {
    line.failed(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function clearLine(): void {
  if (lineOpen) process.stderr.write('\r\x1b[2K');
  lineOpen = false;
}
