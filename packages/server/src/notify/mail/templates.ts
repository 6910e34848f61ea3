// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createEnvironment, type Environment } from '@lava/jinja/environment.ts';
import { templateInfo } from '@lava/jinja/template-info.ts';
import { readText } from '@lava/kit/fs/read-text.ts';
import type { Logger } from '@lava/kit/log/logger.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { oneLine } from '../../results/source.ts';

const SUFFIX = '.jinja2';

/** Mails that have a template of their own. */
export const MAILS = ['job', 'jobs', 'subscription'] as const;
type MailName = (typeof MAILS)[number];

/** The loop answers nobody else meanwhile: milliseconds of the processor; characters of a mail and of a template. */
const LIMITS = { time: 40, output: 256 << 10, memory: 4 << 20, source: 64 << 10 };
const LONGEST_SUBJECT = 250;

export interface Words {
  subject: string;
  text: string;
}

/** What the lab writes in mails instead of the built-in words. */
export class MailTemplates {
  readonly #environment: Environment;
  readonly #has: ReadonlySet<string>;
  readonly #log: Logger;

  /** @param sources by name, without the suffix */
  constructor(sources: ReadonlyMap<string, string>, log: Logger) {
    const load = (name: string) => sources.get(name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name);
    this.#environment = createEnvironment({ load, limits: LIMITS, trimBlocks: true });
    this.#has = new Set(sources.keys());
    this.#log = log;
  }

  /**
   * Reads `job.jinja2`, `jobs.jinja2`, `subscription.jinja2` and what they include.
   * @param directory undefined: there are none
   * @throws LavaError `config-invalid` with every file that is not a template, or when none is one of a mail
   */
  static read(directory: string | undefined, log: Logger): MailTemplates | undefined {
    if (directory === undefined) return undefined;
    const sources = new Map<string, string>();
    const problems: string[] = [];
    for (const file of filesOf(directory)) {
      try {
        const source = readText(join(directory, file), LIMITS.source);
        templateInfo(source);
        sources.set(file.slice(0, -SUFFIX.length), source);
      } catch (thrown) {
        const { message, where } = thrown as LavaError;
        problems.push(`${file}${where?.line === undefined ? '' : `:${where.line}`}: ${message}`);
      }
    }
    if (problems.length === 0 && !MAILS.some((name) => sources.has(name)))
      problems.push(`must have one of ${MAILS.map((name) => name + SUFFIX).join(', ')}`);
    if (problems.length > 0)
      throw new LavaError('config-invalid', `mail_templates, ${directory}: ${problems.join('; ')}`);
    return new MailTemplates(sources, log);
  }

  /**
   * The first line is the subject, the rest the text.
   * @returns the built-in words where there is no template, or it fails: no mail is lost by one
   */
  words(name: MailName, values: () => Record<string, unknown>, builtIn: () => Words): Words {
    if (!this.#has.has(name)) return builtIn();
    try {
      const [subject = '', ...text] = this.#environment.render(name, values()).trim().split('\n');
      if (subject !== '') return { subject: oneLine(subject).slice(0, LONGEST_SUBJECT), text: said(text) };
      this.#log.warn(
        { template: name + SUFFIX },
        'a template of mails gave nothing; the built-in words are sent',
      );
    } catch (thrown) {
      const { message } = thrown as Error;
      this.#log.warn(
        { template: name + SUFFIX, message },
        'a template of mails failed; the built-in words are sent',
      );
    }
    return builtIn();
  }
}

/** @throws LavaError `config-invalid` */
function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory).filter((file) => file.endsWith(SUFFIX));
  } catch (cause) {
    throw new LavaError('config-invalid', `mail_templates: ${(cause as Error).message}`, { cause });
  }
}

function said(lines: readonly string[]): string {
  return `${lines.map(oneLine).join('\n').replace(/^\n+/, '')}\n`;
}
