// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type GroupAnswer, GroupCall } from '@lava/protocol/wire/group-call.ts';
import { testConnection } from '../../board/test-connection.ts';
import { fixedPattern } from '../../console/pattern.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import type { GroupCalls } from '../../host/group-calls.ts';
import { callLimit } from '../../job/group.ts';
import type { DefinitionsBlock } from '../../overlay/definition-schema.ts';
import type { Talk } from '../../shell-test/talk.ts';
import { answerLines } from './answer-lines.ts';

/** What lava-send, lava-wait, lava-wait-all and lava-sync print. */
const REQUEST = fixedPattern(
  /<LAVA_MULTI_NODE> <LAVA_(SEND|WAIT|WAIT_ALL|SYNC) ([^<>\r\n]{1,8000})>/g,
  '<LAVA_MULTI_NODE> <LAVA_',
);

/** Answers what the device asks of the other devices of its group. */
export function groupTalk(run: Run, context: PlanContext<DefinitionsBlock>): Talk {
  const connection = testConnection(context);
  const limit = callLimit(context.job);
  return {
    pattern: REQUEST,
    async answer([, word = '', text = ''], runs) {
      const name = text.split(' ')[0] ?? '';
      const report = (result: 'pass' | 'fail') =>
        runs.testCase(`TEST_CASE_ID=multinode-${word.toLowerCase()}-${name} RESULT=${result}`);
      const reply = async (pairs: string[] | 'nack') => {
        if (word === 'SEND') return;
        for (const line of answerLines(word, pairs)) await connection.sendLine(run.progress, line);
      };
      run.log.info(`MultiNode: ${word} ${text}`);
      try {
        const answer = await ask(run.progress, run.job.host.calls, { word, text, limit });
        if ('refused' in answer) {
          run.log.error(`MultiNode: ${word} ${name} is refused: ${answer.refused}`);
          report('fail');
          await reply('nack');
          return;
        }
        const pairs = Object.entries(answer.messages).flatMap(([job, said]) =>
          Object.entries(said).map(([key, value]) => `${job}:${key}=${value}`),
        );
        run.log.info(`MultiNode: ${word} ${name} is done${pairs.length > 0 ? `: ${pairs.join(' ')}` : ''}`);
        report('pass');
        await reply(pairs);
      } catch (error) {
        report('fail');
        throw error;
      }
    },
  };
}

/** @throws LavaError `multinode-timeout`; the reason of `progress` */
export async function ask(
  progress: Progress,
  calls: Pick<GroupCalls, 'ask' | 'nextMeeting'> | undefined,
  { word, text, limit }: { word: string; text: string; limit: number | undefined },
): Promise<GroupAnswer> {
  if (!calls)
    throw new LavaError(
      'job-invalid',
      'a job of a MultiNode group must be run by a worker, which carries its messages',
    );
  const call = callOf(word, text, (name) => calls.nextMeeting(name));
  if (!call) return { refused: `\`${text}\` must be a name and pairs KEY=VALUE, or a name and a role` };
  using limited = progress.child(limit, limit === undefined ? undefined : () => tooLate(word, text, limit));
  return await calls.ask(limited, call); // what is not awaited here has no limit any more
}

function tooLate(word: string, text: string, limit: number): LavaError {
  const what = `lava-${word.toLowerCase().replace('_', '-')} ${text}`;
  return new LavaError(
    'multinode-timeout',
    `${what}: the other devices of the group did not answer within ${limit / 1_000} seconds`,
    {
      hint: 'see the logs of the other jobs of the group; `timeout` of `protocols: lava-multinode` sets the limit',
    },
  );
}

/** Undefined for what no helper of ours sends. */
export function callOf(word: string, text: string, meeting: (name: string) => number): GroupCall | undefined {
  const [name = '', ...words] = text.split(' ');
  const call = () => {
    switch (word) {
      case 'SEND':
        return { call: 'send', name, pairs: pairsOf(words) };
      case 'SYNC':
        return { call: 'sync', name, times: words.length === 0 ? 1 : 0 };
      case 'WAIT':
        return { call: 'wait', name };
      default:
        return { call: 'wait-all', name, ...(words[0] !== undefined && { role: words[0] }) };
    }
  };
  const parsed = GroupCall.safeParse(call()).data;
  return parsed?.call === 'sync' ? { ...parsed, times: meeting(name) } : parsed;
}

/** Words without `=` belong to the value before them. */
function pairsOf(words: readonly string[]): Record<string, string> | undefined {
  const pairs: [string, string][] = [];
  for (const word of words) {
    const at = word.indexOf('=');
    const last = pairs.at(-1);
    // An object cannot hold it: the pair would vanish.
    if (word.startsWith('__proto__=')) return undefined;
    if (at > 0) pairs.push([word.slice(0, at), word.slice(at + 1)]);
    else if (last) last[1] += ` ${word}`;
    else return undefined;
  }
  return Object.fromEntries(pairs);
}
