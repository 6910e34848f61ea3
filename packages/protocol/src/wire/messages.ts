// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { JobStatus } from '../record/record.ts';
import { ConsoleOutput, ConsoleSeen, Consoles, ConsoleTyped, Watch } from './console.ts';
import { Answer, Ask } from './group-call.ts';
import { FailureHold, Holding, Wish } from './hold-wish.ts';

/**
 * The worker link, message by message; docs/reference/worker-protocol.md is the prose. Both links are ZeroMQ
 * DEALER (worker) to ROUTER (server) with CURVE; the worker's routing id is derived from both ends' keys. A message is
 * one frame of JSON, `records` and `console` have a second frame with their data. Every message may be repeated; unknown keys and types
 * are ignored.
 */
export const PROTOCOL_VERSIONS = [1] as const;

/** Default ports, as in LAVA: control and log. */
export const CONTROL_PORT = 5556;
export const LOG_PORT = 5555;

/** Silence after which an end takes the other for gone, and how often an idle end says something. Milliseconds. */
export const LINK_TIMEOUT = 15_000;
export const PING_INTERVAL = 3_000;

/** Largest frame either end accepts, bytes. */
export const MAX_FRAME = 32 * 1024 * 1024;

/** Largest single record, bytes with its newline; the worker puts a record that says so in the place of a larger one. */
export const MAX_RECORD = 4 * 1024 * 1024;

/** What the ids of the two links are derived from, besides the keys. */
export const CONTROL_LINK = 'control';
export const LOG_LINK = 'log';
export const JOIN_LINK = 'join';

const JobId = z.int().positive();

/** First message of a worker on the control link, after each (re)connect and whenever the server asks with `report`. */
export const Hello = z.object({
  type: z.literal('hello'),
  /** Protocol versions that the worker speaks; the server answers with the highest that both do. */
  protocols: z.array(z.int()).min(1),
  version: z.string(),
  /** Wall clock of the worker, ISO; the server warns when it is far off. */
  time: z.string(),
  arch: z.string(),
  /** Jobs whose spool the worker holds. `ended` ones wait for the server to have everything. */
  jobs: z.array(z.object({ job: JobId, state: z.enum(['running', 'ended']) })),
  /**
   * By chance, another one for each process: one that comes back after another has said hello means that two processes
   * have the same key.
   */
  instance: z.string().min(1).max(64).optional(),
  /** Name of the machine, so that an admin finds it. */
  host: z.string().max(253).optional(),
});

/** The dispatcher process of a job exists. */
export const Started = z.object({ type: z.literal('started'), job: JobId });

/**
 * The dispatcher has ended; `records` is how many records the spool holds, all of which the server must have first.
 * An end that cannot be read is an end all the same: the device must be free.
 */
export const Exit = z.object({
  type: z.literal('exit'),
  job: JobId,
  records: z.int().nonnegative().catch(0),
  status: JobStatus.catch({
    health: 'incomplete',
    code: 'bug',
    kind: 'bug',
    message: 'the worker reported the end of this job in a form that the server cannot read',
  }),
});

export const Ping = z.object({ type: z.literal('ping') });

/** First and only message over a join key (enrolment): bind this permanent public key to the worker's name. */
export const Join = z.object({
  type: z.literal('join'),
  /** CURVE public key, Z85. */
  publicKey: z.string().length(40),
  version: z.string(),
});

export const WorkerMessage = z.discriminatedUnion('type', [
  Hello,
  Started,
  Exit,
  Ask,
  Holding,
  Ping,
  Join,
  Consoles,
  ConsoleOutput,
]);
export type WorkerMessage = z.infer<typeof WorkerMessage>;

/** Answer to `hello`: the worker ships each job's records from where the server says. */
export const Welcome = z.object({
  type: z.literal('welcome'),
  protocol: z.int(),
  version: z.string(),
  time: z.string(),
  /** The worker's name at this server. */
  name: z.string(),
  /** For the jobs of `hello`: every record below `next` is durable. */
  jobs: z.array(z.object({ job: JobId, next: z.int().nonnegative() })),
});
export type Welcome = z.infer<typeof Welcome>;

/** The server asks for a fresh `hello`: it thinks that a job should be there which the last one did not name. */
export const Report = z.object({ type: z.literal('report') });

/**
 * What the worker asks for cannot be; it logs why and keeps its running jobs. `version-mismatch`: the two ends have no protocol
 * version in common. `wrong-port`: a message of one link came over the port of the other. `conflict`: another process uses the same key.
 */
export const Refused = z.object({ type: z.literal('refused'), code: z.string(), message: z.string() });
export type Refused = z.infer<typeof Refused>;

/** Everything a worker needs to run one job; the dispatcher asks the server nothing. */
export const Bundle = z.object({
  job: JobId,
  /** YAML text of the job definition. */
  definition: z.string(),
  /** YAML text of the rendered device configuration. */
  device: z.string(),
  /** YAML texts, LAVA's env.yaml, env-dut.yaml and dispatcher.yaml. */
  env: z.string().optional(),
  envDut: z.string().optional(),
  dispatcher: z.string().optional(),
  limits: z.object({
    /** Most log the job may write, bytes of records. */
    logBytes: z.int().positive(),
    /** The job's own time limit, seconds; a dispatcher that runs much longer is killed. */
    seconds: z.number().positive().optional(),
  }),
});
export type Bundle = z.infer<typeof Bundle>;

export const Start = z.object({ type: z.literal('start'), bundle: Bundle });
export const Cancel = z.object({ type: z.literal('cancel'), job: JobId, reason: z.string() });
/** The server has every record and the outcome: the worker may delete the spool. */
export const Forget = z.object({ type: z.literal('forget'), job: JobId });
/** Answer to `join`: the permanent key is known from now on. */
export const Joined = z.object({ type: z.literal('joined'), name: z.string() });

export const ServerMessage = z.discriminatedUnion('type', [
  Welcome,
  Refused,
  Report,
  Start,
  Cancel,
  Forget,
  Answer,
  Wish,
  FailureHold,
  Ping,
  Joined,
  Watch,
  ConsoleSeen,
  ConsoleTyped,
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** Log link, up: first frame; the second is `count` lines of JSON, each ended by a newline. */
export const RecordsHeader = z.object({
  type: z.literal('records'),
  job: JobId,
  /** Sequence number of the first line. */
  from: z.int().nonnegative(),
  count: z.int().positive(),
  /** Grows each time the worker goes back to send again; comes back in `ack`. */
  attempt: z.int().nonnegative(),
});
export type RecordsHeader = z.infer<typeof RecordsHeader>;

/**
 * Log link, down: every record below `upTo` is durable. With `resend` the records of this attempt cannot be used, since
 * earlier ones are missing or were dropped: send again from `upTo`.
 */
export const Ack = z.object({
  type: z.literal('ack'),
  job: JobId,
  upTo: z.int().nonnegative(),
  attempt: z.int().nonnegative(),
  resend: z.boolean().default(false),
});
export type Ack = z.infer<typeof Ack>;

export type Hello = z.infer<typeof Hello>;
export type Exit = z.infer<typeof Exit>;

/** Highest protocol version that both ends speak. */
export function commonProtocol(theirs: readonly number[]): number | undefined {
  return PROTOCOL_VERSIONS.filter((version) => theirs.includes(version)).at(-1);
}
