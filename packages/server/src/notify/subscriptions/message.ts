// SPDX-License-Identifier: Apache-2.0
import type { PlainJob } from '../../jobs/view.ts';
import { oneLine } from '../../results/source.ts';

/** What a subscription reports at a time. */
export interface Message {
  /** Number of its delivery. */
  id: number;
  /** Later when it was repeated. */
  created: Date;
  subscription: { id: number; name: string; filter: string };
  /** `url`: its page; null when nobody said where the pages are. */
  jobs: readonly (PlainJob & { url: string | null })[];
}

/** What receivers know it by: the same at each attempt, and another one when somebody repeats it, so that it is not taken for known. */
export function keyOf({ id, created }: Message): string {
  return `lava-${id}-${created.getTime()}`;
}

export interface Line {
  /** `job 7`, which leads to `url`. */
  job: string;
  url: string | null;
  /** What became of it. */
  text: string;
}

/** A title, and a line a job, of which there are at most so many; the rest is a number. */
export function wordsOf(
  { subscription, jobs }: Message,
  most: number,
): { title: string; lines: Line[]; more: number } {
  const words = Map.groupBy(jobs, ({ health }) => health);
  const counts = [...words].map(([word, those]) => `${those.length} ${word}`).join(', ');
  const lines = jobs.slice(0, most).map(({ id, url, health, description, device }) => ({
    ...{ job: `job ${id}`, url },
    text: `is ${health}: ${oneLine(description).slice(0, 200)}${device === null ? '' : ` (${device})`}`,
  }));
  const what = jobs.length === 1 ? '1 job' : `${jobs.length} jobs`;
  return {
    title: `${oneLine(subscription.name)}: ${what}, ${counts}`,
    lines,
    more: jobs.length - lines.length,
  };
}

const MOST_LINES = 200;

export function mailOf(message: Message): { subject: string; text: string } {
  const { title, lines, more } = wordsOf(message, MOST_LINES);
  const { id, name, filter } = message.subscription;
  const text = [
    ...lines.map(({ job, url, text }) => `${job} ${text}${url === null ? '' : `\n  ${url}`}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
    '',
    `You get this by the subscription ${oneLine(name)}${filter === '' ? '' : ` to ${oneLine(filter)}`}.`,
    `lava subscriptions delete ${id} ends it.`,
  ];
  return { subject: `[LAVA] ${title}`, text: `${text.join('\n')}\n` };
}
