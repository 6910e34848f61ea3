// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo } from 'node:net';
import type { Bundle } from '@lava/protocol/wire/messages.ts';
import { accountNamed } from '../accounts/accounts.ts';
import { addToken } from '../accounts/tokens.ts';
import type { ConsoleHub } from '../consoles/hub.ts';
import { type TestApi, testApi } from './api.ts';
import { ConsoleClient } from './console-client.ts';
import { LinkLab } from './link.ts';

/** A board whose console is a shell: what is typed is done, and said. */
const DEVICE = {
  constants: {},
  timeouts: {},
  commands: { connections: { uart0: { connect: "env PS1='board# ' sh -i", tags: ['primary'] } } },
  actions: { deploy: { methods: {} }, boot: { methods: { minimal: null } } },
};

/** API, gateway, worker and dispatcher, as they are, with a board to type at. */
export class ConsoleLab {
  readonly link: LinkLab;
  readonly api: TestApi;
  readonly #tokens = new Map<string, string>();
  #clients: ConsoleClient[] = [];

  static async make(): Promise<ConsoleLab> {
    const link = await LinkLab.make();
    const api = await testApi(undefined, { db: link.db, store: link.store });
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    const lab = new ConsoleLab(link, api);
    await lab.serve(api.consoles);
    const { stateDir } = await link.enrol();
    await link.worker(stateDir, { realDispatcher: true });
    for (const user of ['ann', 'bob', 'admin']) await lab.#account(user);
    return lab;
  }

  private constructor(link: LinkLab, api: TestApi) {
    this.link = link;
    this.api = api;
  }

  /** The gateway, of this process or as if it were of another. */
  async serve(consoles: ConsoleHub): Promise<void> {
    this.link.more = { consoles, makeBundle: (job) => this.#bundle(job) };
    await this.link.serve();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.api.app.server.address() as AddressInfo).port}`;
  }

  token(user = 'ann'): string {
    return this.#tokens.get(user) ?? '';
  }

  /** A job that lasts until somebody types `echo all is done`. */
  job(more: object = { console: { take_over: true } }): Promise<number> {
    const definition = {
      ...{ job_name: 'console', visibility: 'public', secrets: { TOKEN: 'hunter2hunter2' } },
      timeouts: { job: { minutes: 5 }, action: { minutes: 4 }, connection: { minutes: 4 } },
      actions: [{ boot: { method: 'minimal', reset: false, prompts: ['all is done'] } }],
      ...more,
    };
    return this.link.lab.scheduledJob({ definition: JSON.stringify(definition) });
  }

  address(job: number): string {
    return `${this.url.replace('http', 'ws')}/api/v1/jobs/${job}/console`;
  }

  async open(job: number, user = 'ann'): Promise<ConsoleClient> {
    const client = await ConsoleClient.open(this.address(job), this.token(user));
    this.#clients.push(client);
    return client;
  }

  /** Ends the job, by its console. @returns its log, each line with its level */
  async finish(job: number, client: ConsoleClient): Promise<string[]> {
    client.type('echo all is done\r');
    await this.link.until(job, 'finished');
    await client.until(() => client.closed);
    return (await this.link.stored(job)).map((line) => {
      const { lvl, msg } = JSON.parse(line);
      return `${lvl} ${typeof msg === 'string' ? msg : msg.case}`;
    });
  }

  async cancel(job: number): Promise<void> {
    await this.link.cancel(job);
    await this.link.until(job, 'finished');
  }

  closeClients(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }

  async close(): Promise<void> {
    this.closeClients();
    await this.link.close();
  }

  async #account(user: string): Promise<void> {
    await this.api.as(user);
    const account = await accountNamed(this.link.db, user);
    this.#tokens.set(user, (await addToken(this.link.db, account, 'test')).token);
  }

  async #bundle(job: number): Promise<Bundle> {
    const { definition } = await this.link.lab.jobRow(job);
    return { job, definition, device: JSON.stringify(DEVICE), limits: { logBytes: 1_000_000, seconds: 90 } };
  }
}
