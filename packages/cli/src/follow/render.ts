// SPDX-License-Identifier: Apache-2.0
import type { JobRecord, Level, ResultMessage, StepEvent } from '@lava/protocol/record/record.ts';
import { addRecord, emptyView, type JobView } from '@lava/protocol/record/view.ts';
import { duration, type Paint, painter, type Style, safeText } from '../output/terminal.ts';

export interface RenderOptions {
  /** Gets whole lines, without a newline. */
  line(text: string): void;
  colour: boolean;
  /** Also debug lines, and the results of the dispatcher's own steps. */
  debug?: boolean;
  /** Only these levels, without the step tree. */
  levels?: Level[];
}

export interface Renderer {
  view: JobView;
  add(record: JobRecord): void;
  /** The step that runs, for a status line: its name, how long it has run and may run, seconds. */
  running(now: number): string | undefined;
  /** Prints what was held back. */
  flush(): void;
}

const LEVEL_STYLE: Partial<Record<Level, Style>> = {
  debug: 'dim',
  info: 'dim',
  warning: 'yellow',
  error: 'red',
  exception: 'red',
  input: 'cyan',
  feedback: 'magenta',
  event: 'blue',
};
const VERDICT_STYLE: Record<string, Style> = { pass: 'green', fail: 'red', skip: 'yellow' };

/** Records as lines for people: steps as a tree with durations, the console's text, results. */
export function createRenderer({ line, colour, debug = false, levels }: RenderOptions): Renderer {
  const paint = painter(colour);
  const view = emptyView();
  const open: StepEvent[] = [];
  let began: number | undefined;
  let held: { time: string; step: StepEvent } | undefined;

  function flush(): void {
    if (held) line(`${held.time} ${stepLine(paint, held.step)}`);
    held = undefined;
  }

  function step(time: string, event: StepEvent): void {
    if (event.event === 'start') {
      flush();
      open.push(event);
      held = { time, step: event };
      return;
    }
    const at = open.findLastIndex(({ level }) => level === event.level);
    if (at >= 0) open.length = at;
    // A step without anything between its start and end is one line.
    if (held?.step.level === event.level) held = undefined;
    flush();
    line(`${time} ${stepLine(paint, event)}`);
  }

  function add(record: JobRecord): void {
    addRecord(view, record);
    const at = Date.parse(record.dt);
    began ??= at;
    const time = paint('dim', ((at - began) / 1000).toFixed(2).padStart(8));
    if (levels) {
      if (levels.includes(record.lvl)) line(`${time} ${textLine(record)}`);
    } else if (record.step) {
      step(time, record.step);
    } else if (typeof record.msg !== 'string') {
      if (record.msg.definition === 'lava' && !debug) return;
      flush();
      line(`${time} ${resultLine(paint, record.msg)}`);
    } else if (record.lvl !== 'debug' || debug) {
      flush();
      line(`${time} ${textLine(record)}`);
    }
  }

  function textLine({ lvl, msg, ns }: JobRecord): string {
    const text = typeof msg === 'string' ? safeText(msg, colour) : safeText(JSON.stringify(msg), false);
    const style = LEVEL_STYLE[lvl];
    const mark = lvl === 'input' ? '> ' : lvl === 'feedback' ? `${safeText(ns ?? '', false)}│ ` : '│ ';
    return style ? paint(style, mark + text) : paint('dim', mark) + text;
  }

  return {
    view,
    add,
    flush,
    running(now) {
      const current = open.at(-1);
      const started = current && view.steps.get(current.level)?.started;
      if (!current || started === undefined) return undefined;
      const seconds = Math.max(0, (now - started) / 1000);
      const limit = current.timeout === undefined ? '' : ` of at most ${duration(current.timeout)}`;
      return `${current.level} ${safeText(current.name, false)}: ${duration(seconds)}${limit}`;
    },
  };
}

function stepLine(
  paint: Paint,
  { event, level: number, name: raw, duration: seconds, ok }: StepEvent,
): string {
  const [level, name] = [safeText(number, false), safeText(raw, false)];
  const indent = '  '.repeat(level.split('.').length - 1);
  if (event === 'start') return `${indent}${paint('cyan', '▸')} ${paint('bold', `${level} ${name}`)}`;
  const mark = ok === false ? paint('red', '✗') : paint('green', '✓');
  const time = seconds === undefined ? '' : paint('dim', ` ${duration(seconds)}`);
  return `${indent}${mark} ${level} ${name}${time}`;
}

function resultLine(paint: Paint, result: ResultMessage): string {
  const { definition, set, case: name, result: verdict, measurement, units } = result;
  const path = [definition, set, name].filter(Boolean).join('/');
  const value = measurement === undefined ? '' : ` ${measurement} ${units ?? ''}`.trimEnd();
  return `${paint(VERDICT_STYLE[verdict] ?? 'magenta', `● ${verdict}`)} ${safeText(path + value, false)}`;
}
