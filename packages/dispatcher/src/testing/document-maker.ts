// SPDX-License-Identifier: Apache-2.0

import { shapeOf } from '@lava/protocol/error/shape.ts';
import type * as z from 'zod';
import type { MethodSchema } from '../job/method-schema.ts';

interface Sections {
  deploy: readonly MethodSchema[];
  boot: readonly MethodSchema[];
  test: readonly MethodSchema[];
}

const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  '',
  'text',
  'constructor',
  '{X}',
  'http://host/file',
  [],
  {},
  [null],
  [[]],
  { a: { b: [] } },
  ['a', 1],
  9007199254740993n.toString(),
];

/** Documents that look like jobs and devices: made from the schemas of the methods, then broken here and there. */
export class DocumentMaker {
  readonly #sections: Sections;
  #state: number;
  /** Chance that a value is broken; small, so that many documents get far. */
  readonly #oddness: number;

  constructor(seed: number, sections: Sections) {
    this.#sections = sections;
    this.#state = seed >>> 0 || 1;
    this.#oddness = this.#pick([0, 0.003, 0.02, 0.1]);
  }

  job(): unknown {
    const actions = Array.from({ length: 1 + this.#below(4) }, () => this.#action());
    return this.#odd({
      job_name: 'made up',
      device_type: 'any',
      visibility: 'public',
      timeouts: this.#odd({ job: { minutes: 5 }, ...this.#maybe({ action: this.#timeout() }) }),
      ...this.#maybe({ protocols: this.#odd({ 'lava-multinode': { target_group: 'g', role: 'a' } }) }),
      ...this.#maybe({ context: this.#odd({ failure_retry: this.#pick([1, 2, 'x']) }) }),
      actions: this.#odd(actions),
    });
  }

  device(): unknown {
    const entries = (methods: readonly MethodSchema[]) =>
      this.#odd(
        Object.fromEntries(
          methods
            .filter(() => this.#chance(0.9))
            .flatMap((method) =>
              (method.deviceWords ?? method.words).map((word) => [word, this.#entry(method)]),
            ),
        ),
      );
    return this.#odd({
      constants: this.#odd({ failure_retry: this.#pick([1, 3]) }),
      timeouts: this.#odd({ actions: { 'lava-test-shell': this.#timeout() } }),
      commands: this.#odd({ ...this.#maybe({ hard_reset: this.#odd('/bin/true') }) }),
      static_info: this.#odd([{ X: 'y' }]),
      flash_cmds_order: this.#odd(['boot']),
      board_id: this.#odd('1'),
      board_qdl_id: '1',
      usb_filesystem_label: 'L',
      fastboot_options: this.#odd([]),
      fastboot_serial_number: this.#pick(['0000000000', 'S']),
      adb_serial_number: 'S',
      fastboot_auto_detection: this.#chance(0.5),
      fastboot_via_uboot: this.#chance(0.3),
      parameters: this.#odd({ media: { usb: { text: { uuid: 'u' } } } }),
      actions: this.#odd({
        deploy: this.#odd({ methods: entries(this.#sections.deploy) }),
        boot: this.#odd({ methods: entries(this.#sections.boot) }),
      }),
    });
  }

  #entry({ device }: MethodSchema): unknown {
    return device && this.#chance(0.8) ? this.#value(device, 0) : null;
  }

  #action(): unknown {
    const section = this.#pick(['deploy', 'boot', 'test', 'command'] as const);
    if (section === 'command') return { command: this.#odd({ name: 'hard_reset' }) };
    const method = this.#pick(this.#sections[section]);
    const block = this.#value(method.schema, 0) as object;
    const word = this.#pick(method.words);
    const key = { deploy: { to: word }, boot: { method: word }, test: {} }[section];
    return this.#odd({ [section]: this.#odd({ ...block, ...key }) });
  }

  #timeout(): unknown {
    return this.#odd({ [this.#pick(['seconds', 'minutes', 'days'])]: this.#odd(1 + this.#below(90)) });
  }

  /** Some value of the schema, with odd ones in between. */
  #value(schema: z.core.$ZodType, depth: number): unknown {
    const shape = shapeOf(schema);
    switch (shape.kind) {
      case 'object':
        return this.#odd(
          Object.fromEntries(
            Object.entries(shape.keys)
              .filter(([, each]) => this.#chance(each._zod.optin === 'optional' ? 0.3 / (depth + 1) : 0.99))
              .map(([key, each]) => [key, this.#value(each, depth + 1)]),
          ),
        );
      case 'record':
        return this.#odd({
          [this.#pick(['boot', 'rootfs', 'recovery_image', 'a', '__proto__'])]: this.#value(
            shape.value,
            depth + 1,
          ),
        });
      case 'array':
        return this.#odd(Array.from({ length: this.#below(3) }, () => this.#value(shape.element, depth + 1)));
      case 'union':
        return this.#value(this.#pick(shape.options), depth);
      case 'leaf':
        return this.#odd(this.#leaf(schema));
    }
  }

  #leaf(schema: z.core.$ZodType): unknown {
    const { values } = schema._zod;
    if (values) return this.#pick([...values]);
    const samples = ['http://host/file', 'text', true, 1, null];
    return samples.find((sample) => (schema as z.ZodType).safeParse(sample).success) ?? 'text';
  }

  #odd(value: unknown): unknown {
    return this.#chance(this.#oddness) ? this.#pick(ODD) : value;
  }

  #maybe(value: object): object {
    return this.#chance(0.3) ? value : {};
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }

  #below(n: number): number {
    return Math.floor(this.#next() * n);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }

  /** xorshift: the same numbers for the same seed, everywhere. */
  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state / 2 ** 32;
  }
}
