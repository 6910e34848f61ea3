// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { wordsIn } from './check-words.ts';

const found = (text: string) => wordsIn('docs/page.md', text).map((line) => /"(.*?)"/.exec(line)?.[1]);

describe('the word list', () => {
  it.each([
    ['the job ends at once', 'at once'],
    ['two jobs at once', 'at once'],
    ['joins anew', 'anew'],
    ['a host beside the boards', 'beside'],
    ['it must not hang for ever', 'for ever'],
    ['whether the database shall go', 'shall'],
    ['errors that you can mend', 'mend'],
    ['--limit wants 1 to 200', 'wants'],
    ['`promts` is no known key', 'is no'],
    ['people that are no admins', 'are no'],
    ['it belongs to who calls', 'to who calls'],
    ['completed as one types', 'as one types'],
    ['somebody is told when it ends', 'is told'],
    ['the server hears of it', 'hears of'],
    ['the exit code tells how it ended', 'tells how'],
    ['job 7 goes on', 'goes on'],
    ['what stands there', 'stands there'],
    ['the page as it stands', 'as it stands'],
    ['readable by its owner alone', 'alone'],
    ['saved, but not in order', 'not in order'],
    ['the line is void', 'is void'],
    ['the job is given up', 'given up'],
    ['devices that are out of service', 'out of service'],
    ['lists all that is wrong', 'all that is'],
    ['everything that it knows', 'everything that it'],
    ['the most entries of a page', 'most entries'],
  ])('refuses: %s', (text, phrase) => {
    expect(found(text)).toEqual([phrase]);
  });

  it.each([
    'there is no such file, and the job is no longer needed',
    'this leaves the others alone',
    'the name alone is not enough',
    'a process that is told to end; results are told apart',
    'the lamp goes on a second time',
    'entries are in order of their time; done in order to save time',
    'it has at most entries of one day',
    'besides, most jobs are short',
    'a stand-in stands in for the device',
    'Wants=network-online.target',
    'who is who, and who may read what',
    'one job, as one of them reads it',
  ])('accepts: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds a phrase that is wrapped, in prose, in comments and in quotations, on the line where it begins', () => {
    for (const mark of ['', '// ', '   * ', '# ', '-- ', '> ']) {
      expect(wordsIn('a.ts', `${mark}first\n${mark}ends at\n${mark}once, and\n`), mark).toEqual([
        expect.stringContaining('a.ts:2: "at once"'),
      ]);
    }
  });

  it('says why, and what to say instead', () => {
    expect(wordsIn('a.md', 'joins anew')).toEqual(['a.md:1: "anew" sounds archaic; say "again"']);
  });
});
