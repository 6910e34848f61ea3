// SPDX-License-Identifier: Apache-2.0
import type { SubscriptionKind } from '@lava/protocol/api/notifications.ts';
import { describe, expect, it } from 'vitest';
import { requestOf } from './forms.ts';
import type { Message } from './message.ts';

const job = (id: number, description = 'boot') =>
  ({ id, health: 'incomplete', description, device: 'd', url: `https://l/jobs/${id}` }) as Message['jobs'][0];
const message = (jobs: Message['jobs'], name = 'nightly'): Message => ({
  ...{ id: 5, created: new Date(0), jobs },
  subscription: { id: 1, name, filter: '' },
});

async function sent(kind: Exclude<SubscriptionKind, 'mail'>, what: Message) {
  const to = { url: 'https://x.org/h', room: '!r:x', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
  const { body } = requestOf(kind, to, what);
  let text = '';
  for await (const part of body?.() ?? []) text += part;
  return JSON.parse(text);
}

describe('what a chat gets', () => {
  const hostile = message([job(7, 'a <!channel> [x](http://evil) @all\r\n# big *b*')]);

  it('is text of Slack that calls nobody and leads only to the job', async () => {
    expect(await sent('slack', hostile)).toEqual({
      text: 'nightly: 1 job, 1 incomplete\n• <https://l/jobs/7|job 7> is incomplete: a &lt;!channel&gt; [x](http://evil) @all\ufffd\ufffd# big *b* (d)',
    });
  });

  it('is Markdown of Mattermost in which what a job says is text', async () => {
    const { text } = await sent('mattermost', hostile);
    expect(text).toContain('• [job 7](https://l/jobs/7) is incomplete\\:');
    expect(text).toContain('\\[x\\]\\(http\\://evil\\) @\u200ball');
    expect(text).not.toMatch(/@all/);
  });

  it('is a card of Teams', async () => {
    const { type, attachments } = await sent('teams', hostile);
    expect(type).toBe('message');
    expect(attachments[0].content.body).toMatchObject([
      { type: 'TextBlock', text: 'nightly\\: 1 job, 1 incomplete' },
      { text: expect.stringContaining('[job 7](https://l/jobs/7)') },
    ]);
  });

  it('is a notice of Matrix that mentions nobody', async () => {
    expect(await sent('matrix', hostile)).toMatchObject({ msgtype: 'm.notice', 'm.mentions': {} });
  });

  it('is short, however many jobs there are', async () => {
    const { text } = await sent('slack', message(Array.from({ length: 500 }, (_, n) => job(n))));
    expect(text.split('\n')).toHaveLength(22);
    expect(text).toContain('500 jobs, 500 incomplete');
    expect(text).toMatch(/… and 480 more$/);
  });
});
