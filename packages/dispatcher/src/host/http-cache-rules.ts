// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** Which addresses are fetched through the lab's HTTP cache: `http_url_format_string` and its rules in dispatcher.yaml. */
export class HttpCacheRules {
  readonly #format: string | undefined;
  readonly #include: RegExp[];
  readonly #exclude: RegExp[];

  /** @throws LavaError `config-invalid` for a rule that is not a regular expression */
  constructor(settings: Record<string, unknown>) {
    const format = settings.http_url_format_string;
    this.#format = typeof format === 'string' && format !== '' ? format : undefined;
    this.#include = rules(settings, 'http_cache_include_rules');
    this.#exclude = rules(settings, 'http_cache_exclude_rules');
  }

  /** @param useCache false when the job asks for the origin */
  rewrite(url: string, useCache: boolean): string {
    if (!this.#format || !useCache || !/^https?:/.test(url)) return url;
    if (this.#include.length > 0 && !this.#include.some((rule) => rule.test(url))) return url;
    if (this.#exclude.some((rule) => rule.test(url))) return url;
    return this.#format.replace('%s', encodeURIComponent(url));
  }
}

function rules(settings: Record<string, unknown>, key: string): RegExp[] {
  const listed = settings[key];
  if (!Array.isArray(listed)) return [];
  return listed.map((rule) => {
    try {
      return new RegExp(String(rule));
    } catch (error) {
      throw new LavaError(
        'config-invalid',
        `${key} of the dispatcher's settings: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    }
  });
}
