// SPDX-License-Identifier: Apache-2.0
import type { ServerContext } from '../context.ts';
import { LedgerKeeper } from '../devices/ledger/keeper.ts';
import { EventPublisher } from '../events/lava/publisher.ts';
import { buildBundle } from '../jobs/bundle.ts';
import { jobRules } from '../jobs/submit/rules.ts';
import { Gateway } from '../links/zmq/gateway.ts';
import { Compactor } from '../logs/compact.ts';
import { LogReader } from '../logs/log-reader.ts';
import { LogStore } from '../logs/log-store.ts';
import { MailTemplates } from '../notify/mail/templates.ts';
import { mailerOf } from '../notify/mail/transport.ts';
import { Notifier } from '../notify/notifier.ts';
import { allowedReceivers } from '../notify/send/addresses.ts';
import { sharedServerKeys } from '../processes/server-keys.ts';
import { Scheduler } from '../scheduler/loop.ts';
import { logDirectory } from '../settings.ts';
import { VERSION } from '../version.ts';
import { Upkeep } from './upkeep.ts';

export interface RunningMaster {
  stop(): Promise<void>;
}

const MIB = 1024 * 1024;

/** The role `master`: scheduler, worker gateway with its ingest, and the upkeep of the logs. */
export async function startMaster(context: ServerContext): Promise<RunningMaster> {
  const { db, log, settings, registry, consoles, feed } = context;
  const rules = jobRules(settings);
  const keys = await sharedServerKeys(db, settings);
  const store = new LogStore({ root: logDirectory(settings) });
  const gateway = new Gateway({
    db,
    store,
    log,
    consoles,
    keys,
    version: VERSION,
    leases: rules.leases,
    control: endpoints(settings.gatewayHost, settings.controlPort),
    logs: endpoints(settings.gatewayHost, settings.logPort),
    makeBundle: (job) => buildBundle(db, job, { logBytes: settings.jobLogLimit * MIB }),
  });
  const reader = new LogReader(db, store);
  const compactor = new Compactor({ db, store, reader, log });
  const notifier = new Notifier({
    ...{ db, log, logs: reader },
    allowed: allowedReceivers(settings.privateReceivers),
    mailer: mailerOf(settings),
    templates: MailTemplates.read(settings.mailTemplates, log),
    pages: settings.publicUrl,
  });
  const upkeep = new Upkeep({ db, log, store, settings });
  const scheduler = new Scheduler(db, log, rules);
  const { quarantineAfter: after, quarantineRounds: rounds } = settings;
  const ledgers = new LedgerKeeper(db, log, { after, rounds });
  const events =
    settings.eventsPort === 0
      ? undefined
      : new EventPublisher({
          ...{ db, feed, endpoints: endpoints(settings.gatewayHost, settings.eventsPort) },
          secretKey: settings.eventsCurve ? keys.secretKey : undefined,
        });
  const stop = async () => {
    await events?.close();
    await notifier.stop();
    await upkeep.stop();
    await scheduler.stop();
    await ledgers.stop();
    await gateway.close();
    await compactor.close();
    await store.close();
  };
  try {
    const published = portOf((await events?.start()) ?? []);
    const bound = await gateway.start();
    registry.add({
      ports: {
        control: portOf(bound.control),
        log: portOf(bound.logs),
        ...(published !== undefined && { events: { port: published, curve: settings.eventsCurve } }),
      },
      problems() {
        const { problem } = gateway.ingest;
        if (!problem) return [];
        const { code, message } = problem.error;
        return [{ code, message, since: problem.since.toISOString() }];
      },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  compactor.start();
  scheduler.start();
  ledgers.start();
  notifier.start();
  upkeep.start();
  return { stop };
}

/** ZeroMQ end points of a list of hosts; port 0 lets the system choose. */
function endpoints(hosts: string, port: number): string[] {
  const address = (host: string) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
  return hosts
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '')
    .map((host) => `tcp://${address(host)}:${port === 0 ? '*' : port}`);
}

function portOf([endpoint]: string[]): number | undefined {
  const port = Number(endpoint?.split(':').at(-1));
  return Number.isInteger(port) && port > 0 ? port : undefined;
}
