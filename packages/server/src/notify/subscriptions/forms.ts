// SPDX-License-Identifier: Apache-2.0
import type { SubscriptionKind } from '@lava/protocol/api/notifications.ts';
import type { SubscriptionRow } from '../../db/queries/subscriptions.ts';
import type { Outgoing } from '../send/request.ts';
import { keyOf, type Line, type Message, wordsOf } from './message.ts';
import { signedHeaders } from './signature.ts';

type Receiver = Pick<SubscriptionRow, 'url' | 'room' | 'secret'>;

interface Request {
  url: string;
  method?: 'PUT';
  headers?: Record<string, string>;
  body: object | string;
}

/** Lines of a message in a chat. */
const MOST_LINES = 20;

const FORMS: Record<Exclude<SubscriptionKind, 'mail'>, (to: Receiver, message: Message) => Request> = {
  webhook: ({ url, secret }, message) => {
    const body = JSON.stringify({
      type: 'jobs.finished',
      timestamp: message.created.toISOString(),
      data: { subscription: message.subscription, jobs: message.jobs },
    });
    const seconds = Math.floor(Date.now() / 1_000);
    const headers = signedHeaders(secret ?? '', { id: keyOf(message), seconds, body });
    return { url: url ?? '', headers, body };
  },
  slack: ({ url }, message) => ({
    url: url ?? '',
    body: { text: textOf(message, { escape: slackText, link: (label, to) => `<${to}|${label}>` }) },
  }),
  mattermost: ({ url }, message) => ({
    url: url ?? '',
    body: { text: textOf(message, { escape: markdown, link: (label, to) => `[${label}](${to})` }) },
  }),
  teams: ({ url }, message) => ({ url: url ?? '', body: card(message) }),
  matrix: ({ url, room, secret }, message) => ({
    // The same at each attempt: a room shows it once.
    url: `${(url ?? '').replace(/\/+$/, '')}/_matrix/client/v3/rooms/${encodeURIComponent(room ?? '')}/send/m.room.message/${keyOf(message)}`,
    method: 'PUT',
    headers: { authorization: `Bearer ${secret}` },
    body: {
      msgtype: 'm.notice',
      body: textOf(message, { escape: (text) => text, link: (label, to) => `${label} (${to})` }),
      'm.mentions': {},
    },
  }),
};

/** The request that tells this. */
export function requestOf(kind: Exclude<SubscriptionKind, 'mail'>, to: Receiver, message: Message): Outgoing {
  const { url, method = 'POST', headers, body } = FORMS[kind](to, message);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    ...{ url, method },
    headers: { 'user-agent': 'lava', 'content-type': 'application/json', ...headers },
    async *body() {
      yield text;
    },
  };
}

interface Markup {
  /** What tests and people wrote is text, and calls nobody. */
  escape(text: string): string;
  link(label: string, url: string): string;
}

function textOf(message: Message, markup: Markup): string {
  const { title, lines, more } = wordsOf(message, MOST_LINES);
  return [markup.escape(title), ...lines.map((line) => `• ${lineOf(line, markup)}`), ...rest(more)].join(
    '\n',
  );
}

function lineOf({ job, url, text }: Line, markup: Markup): string {
  return `${url === null ? job : markup.link(job, url)} ${markup.escape(text)}`;
}

const rest = (more: number) => (more > 0 ? [`… and ${more} more`] : []);

function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A sign behind which there is no width keeps @all from calling everybody. */
function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+\-.!|~:]/g, '\\$&').replaceAll('@', '@\u200b');
}

/** An adaptive card, as workflows of Teams take it. */
function card(message: Message): object {
  const { title, lines, more } = wordsOf(message, MOST_LINES);
  const link = (label: string, url: string) => `[${label}](${url})`;
  const block = (text: string, look: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...look });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    ...{ type: 'AdaptiveCard', version: '1.4' },
    body: [
      block(markdown(title), { weight: 'Bolder' }),
      ...lines.map((line) => block(lineOf(line, { escape: markdown, link }))),
      ...rest(more).map((text) => block(text)),
    ],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}
