// SPDX-License-Identifier: Apache-2.0
import { capital, healthNumber, pythonTime, stateNumber, statusOf, type Told } from '../told.ts';

/** What the words in braces stand for. */
const WORDS: Record<string, (job: Told) => string> = {
  ID: ({ id }) => String(id),
  STATUS: (job) => String(statusOf(job).number),
  STATUS_STRING: (job) => statusOf(job).word,
  STATE: ({ state }) => String(stateNumber(state)),
  STATE_STRING: ({ state }) => capital(state),
  HEALTH: ({ health }) => String(healthNumber(health)),
  HEALTH_STRING: ({ health }) => capital(health),
  DESCRIPTION: ({ description }) => description,
  PRIORITY: ({ priority }) => String(priority),
  SUBMITTER: ({ username }) => username,
  ACTUAL_DEVICE: ({ device }) => device ?? 'None',
  ACTUAL_DEVICE_ID: ({ device }) => device ?? 'None',
  REQUESTED_DEVICE_TYPE: ({ device_type }) => device_type ?? 'None',
  REQUESTED_DEVICE_TYPE_ID: ({ device_type }) => device_type ?? 'None',
  SUBMIT_TIME: ({ submit_time }) => pythonTime(submit_time),
  START_TIME: ({ start_time }) => pythonTime(start_time),
  END_TIME: ({ end_time }) => pythonTime(end_time),
};

/** The address with what it says in braces about the job; other words stay as they are. */
export function filledIn(url: string, job: Told): string {
  return url.replace(/\{ *([A-Z_]{1,40}) *\}/g, (whole, word: string) =>
    Object.hasOwn(WORDS, word) ? encodeURIComponent((WORDS[word] as (job: Told) => string)(job)) : whole,
  );
}

/** Without user name and password. */
export function shownAddress(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, '$1').slice(0, MOST);
}

/** The host, by which receivers are told apart; of an address that is none, the address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : shownAddress(url);
}

/** Characters of an address, as it is shown. */
const MOST = 2_000;
