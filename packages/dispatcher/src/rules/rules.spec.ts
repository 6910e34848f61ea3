// SPDX-License-Identifier: Apache-2.0
import { isError } from '@lava/protocol/error/error.ts';
import { describe, expect, it } from 'vitest';
import { parseDevice, parseJob } from '../job/parse.ts';
import { plan, planTolerantly } from '../plan.ts';
import { validateJob } from '../validation/validate-job.ts';

const SETS = '{parameters: {bootloader_prompt: x}, nfs: {commands: [boot]}, ramdisk: {commands: [boot]}}';
const DEVICE = (ssh = '', parameters = '') => `
commands: {hard_reset: 'true', connect: 'true'}
parameters: {${parameters}}
actions:
  deploy: {methods: {nbd: , tftp: , ssh: {${ssh}}}}
  boot:
    methods:
      minimal:
      ssh:
      qemu: {parameters: {command: qemu-system-x86_64}}
      u-boot: ${SETS}
      barebox: ${SETS}
      depthcharge: ${SETS}
      ipxe: ${SETS}
      grub-efi: ${SETS}
      gdb: ${SETS}
      uefi: {parameters: {shell_interrupt_string: x, shell_interrupt_prompt: x, bootloader_prompt: x}, nfs: {commands: [x]}}
      uefi-menu: {parameters: {interrupt_prompt: x, interrupt_string: x}, nfs: [{select: {items: [x]}}]}
      uuu: {options: {usb_otg_path: '1:2', corrupt_boot_media_command: [x]}, nfs: {commands: [{uuu: x}]}}
      fastboot: [boot]
  test: {methods: {}}
`;

const job = (...actions: string[]) =>
  `job_name: a\ndevice_type: b\nvisibility: public\ntimeouts: {job: {minutes: 9}}\nactions:\n${actions.map((each) => `- ${each}\n`).join('')}`;

/** The problems of a job as it is judged, as it is planned to run, and as it is planned to be looked at. */
async function verdicts(jobText: string, deviceText = DEVICE()) {
  const device = parseDevice(deviceText);
  const refused = (planned: Promise<unknown>) =>
    planned.then(
      () => undefined,
      (error) => [error.where?.path?.join('.'), error.message],
    );
  return {
    judged: validateJob(jobText, { device }).problems.filter(isError),
    run: await refused(plan(parseJob(jobText), device)),
    shown: await refused(planTolerantly(parseJob(jobText), device, [])),
  };
}

const boot = (method: string, commands: string) =>
  job(`boot: {method: ${method}, bootloader: u-boot, commands: ${commands}, prompts: ['#']}`);

describe('extra files of a deployment', () => {
  const deploy = (files: string) =>
    job(`deploy: {to: tftp, kernel: {url: 'http://h/k'}, extra_files: ${files}}`);

  it.each([
    ["{a: {url: 'http://h/1/x.bin'}, b: {url: 'https://other/2/x.bin?v=2'}}", 'x.bin'],
    ["{a: {url: 'http://h/x'}, b: {url: 'http://h/y/x.gz', compression: gz}}", 'x'],
    ["{a: {url: 'http://h/a%20b'}, b: {url: 'http://h/c/a b/'}}", 'a_b'],
    ["{a: {url: 'http://h'}, b: {url: 'file:///srv/file'}}", 'file'],
  ])('need different names: %s', async (files, name) => {
    const message = `\`b\`: \`a\` has the name ${name} in \`extra_files\` already`;
    const { judged, run, shown } = await verdicts(deploy(files));
    expect(judged.map((problem) => problem.message)).toEqual([message]);
    expect(judged[0]?.where?.line).toBe(6);
    expect(run).toEqual(['actions.0.deploy.extra_files.b.url', message]);
    expect(shown?.[1] ?? message).toBe(message);
  });

  it('may have the same address where the device fills it in, and the names of other files', async () => {
    const files = "{a: {url: 'http://h/{A}/k'}, b: {url: 'http://h/{B}/k'}, c: {url: 'http://h/k'}}";
    expect((await verdicts(deploy(files))).judged).toEqual([]);
  });
});

describe('a command list that the device does not have', () => {
  const METHODS = [
    'u-boot',
    'barebox',
    'depthcharge',
    'ipxe',
    'grub',
    'grub-efi',
    'gdb',
    'uefi',
    'uefi-menu',
    'uuu',
    'bootloader',
  ];

  it.each(METHODS)('is refused when it is judged and when it is planned: %s', async (method) => {
    const { judged, run, shown } = await verdicts(boot(method, 'nsf'));
    expect(judged).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/has no command list `nsf`/),
        hint: 'did you mean `nfs`?',
        where: expect.objectContaining({ line: 6 }),
      }),
    ]);
    expect([run, shown]).toEqual([
      ['actions.0.boot.commands', judged[0]?.message],
      ['actions.0.boot.commands', judged[0]?.message],
    ]);
  });

  it.each(['parameters', 'options', 'constructor', '__proto__'])('is none by the name %s', async (name) => {
    expect((await verdicts(boot('u-boot', name))).run?.[1]).toContain(`no command list \`${name}\``);
  });

  it('is refused where the method has no lists', async () => {
    const { run, judged } = await verdicts(boot('fastboot', 'nfs'));
    expect(run?.[1]).toBe('boot method fastboot of the device has no command list `nfs`');
    expect(judged[0]?.hint).toContain('as a list');
  });

  it.each(METHODS)('does not depend on its place: %s', async (method) => {
    expect(await verdicts(boot(method, 'nfs'))).toEqual({ judged: [], run: undefined, shown: undefined });
  });

  it.each(['u-boot', 'ipxe', 'bootloader', 'fastboot'])(
    'is not looked for when the block has the commands: %s',
    async (method) => {
      expect((await verdicts(boot(method, '[nsf]'))).run).toBeUndefined();
    },
  );
});

describe('boot ssh', () => {
  const SSH = job("boot: {method: ssh, prompts: ['#']}");

  it.each(['', "host: ''", 'host: '])('without a host is refused: %s', async (ssh) => {
    const { judged, run, shown } = await verdicts(SSH, DEVICE(ssh));
    expect(judged[0]).toMatchObject({ message: expect.stringContaining('no host'), where: { line: 6 } });
    expect([run?.[0], shown?.[0]]).toEqual(['actions.0.boot.method', 'actions.0.boot.method']);
  });

  it('takes the host of the device, or that of another role', async () => {
    expect((await verdicts(SSH, DEVICE('host: 10.0.0.7'))).run).toBeUndefined();
    const message = job("boot: {method: ssh, prompts: ['#'], parameters: {hostID: ipv4, host_key: ip}}");
    expect((await verdicts(message)).run).toBeUndefined();
  });
});

const LOGIN = "login_prompt: 'l:', username: u, password_prompt: 'P:'";
const SERVICE = "{name: s, from: git, repository: 'http://h/x.git', path: p}";
const TEST = "{name: a, from: git, repository: 'http://h/x.git', path: p}";

describe.each([
  ['nbd without nbdroot', job("deploy: {to: nbd, kernel: {url: 'http://h/k'}}"), 'deploy.nbdroot'],
  [
    'a password prompt without a password',
    job(`boot: {method: minimal, prompts: ['#'], auto_login: {${LOGIN}}}`),
    'boot.auto_login.password',
  ],
  ['QEMU without prompts', job('boot: {method: qemu, media: tmpfs}'), 'boot.prompts'],
  [
    'two units in a time limit',
    job('boot: {method: minimal, timeout: {minutes: 1, hours: 1}}'),
    'boot.timeout',
  ],
  [
    'overlays without a format',
    job("deploy: {to: tftp, kernel: {url: 'http://h/k', overlays: {a: {url: 'http://h/t'}}}}"),
    'deploy.kernel.overlays',
  ],
])('%s', (_, text, place) => {
  it('is refused when it is judged, and when it is planned', async () => {
    const { judged, run, shown } = await verdicts(text);
    expect(judged.map(({ where }) => where?.path?.slice(2).join('.'))).toEqual([place]);
    expect([run?.[0], shown?.[0]]).toEqual([`actions.0.${place}`, `actions.0.${place}`]);
  });
});

describe.each([
  [
    'some blocks with a namespace',
    job('boot: {method: minimal, namespace: a}', 'boot: {method: minimal}'),
    'actions.1.boot',
  ],
  [
    'two tests of one name',
    job(`test: {definitions: [${TEST}, ${TEST}]}`),
    'actions.0.test.definitions.1.name',
  ],
])('%s', (_, text, place) => {
  it('do not run, and their plan can be looked at', async () => {
    const { judged, run, shown } = await verdicts(text);
    expect(judged.map(({ where }) => where?.path?.join('.'))).toEqual([place]);
    expect([run?.[0], shown]).toEqual([place, undefined]);
  });
});

describe('services', () => {
  const SERVICES = job(`test: {services: [${SERVICE}]}`);

  it.each(['', 'allow_test_services: false', "allow_test_services: 'true'"])(
    'are refused where the device has %j',
    async (parameters) => {
      const { judged, run, shown } = await verdicts(SERVICES, DEVICE('', parameters));
      expect(judged[0]?.message).toContain('allow_test_services');
      expect([run?.[1], shown?.[1]]).toEqual([
        expect.stringContaining('no test method'),
        expect.stringContaining('no test method'),
      ]);
    },
  );

  it('are planned where the device allows them', async () => {
    expect((await verdicts(SERVICES, DEVICE('', 'allow_test_services: true'))).run).toBeUndefined();
  });
});

it('all problems of a job come together when it is planned', async () => {
  const text = job(
    "deploy: {to: nbd, kernel: {url: 'http://h/k'}}",
    'boot: {method: u-boot, commands: nsf}',
    'boot: {method: avh}',
  );
  await expect(plan(parseJob(text), parseDevice(DEVICE()))).rejects.toMatchObject({
    problems: expect.arrayContaining(
      ['nbdroot', 'nsf', 'avh'].map((word) =>
        expect.objectContaining({ message: expect.stringContaining(word) }),
      ),
    ),
  });
});

describe('retry', () => {
  const retried = (retries: number, text: string) => `${text}retry: {infrastructure: ${retries}}\n`;
  const messages = (text: string) =>
    validateJob(text)
      .problems.filter(isError)
      .map(({ message }) => message);
  const hold = job('hold: {for: {hours: 1}}');

  it('goes with a job of one device, up to five times', () => {
    const plain = job('boot: {method: minimal}');
    expect(messages(retried(2, plain))).toEqual([]);
    expect(messages(retried(6, plain))).toHaveLength(1);
    expect(messages(`${plain}retry: {test: 2}\n`)).not.toEqual([]);
  });

  it('is refused where a job holds its board, or is of a group', () => {
    const why = '`retry` cannot be used here: the job holds its board for a person';
    expect(messages(retried(1, hold))).toEqual([why]);
    expect(messages(retried(1, `${job('boot: {method: minimal}')}hold_on_failure: 5m\n`))).toEqual([why]);
    expect(messages(retried(0, hold))).toEqual([]);
    const group = `${job('boot: {method: minimal, role: [a]}')}protocols: {lava-multinode: {roles: {a: {count: 2, device_type: b}}}}\n`;
    expect(messages(retried(1, group))).toContain(
      '`retry` cannot be used here: the jobs of a MultiNode group are not tried again, neither one nor all',
    );
  });
});

describe('a method that starts an installer', () => {
  it.each(['minimal', 'u-boot'])('is not taken for %s with `media: img`', async (method) => {
    const text = job(`boot: {method: ${method}, media: img, commands: nfs, prompts: ['#']}`);
    expect(await verdicts(text)).toMatchObject({ judged: [], run: undefined });
    const { steps } = await plan(parseJob(text), parseDevice(DEVICE()));
    expect(steps[0]?.name).toBe({ minimal: 'minimal-boot', 'u-boot': 'uboot-action' }[method]);
  });
});

describe('names of tests', () => {
  const named = (name: string) =>
    job(`test: {definitions: [{from: git, repository: 'http://h/r', path: p, name: '${name}'}]}`);

  it.each(['a.b', 'a/b', 'a b', 'é'])('are refused, but shown, where they are %s', async (name) => {
    const { judged, run, shown } = await verdicts(named(name));
    expect(judged.map(({ where }) => where?.line)).toEqual([6]);
    expect(run?.[0]).toBe('actions.0.test.definitions.0.name');
    expect(shown).toBeUndefined();
  });
});

describe('a time limit that is none', () => {
  const device = parseDevice(DEVICE());

  it.each(["{minutes: ''}", '{minutes: null}', '{seconds: []}', '[]', "''"])('is refused: %s', (limit) => {
    const block = job(`boot: {method: minimal, timeout: ${limit}}`);
    const top = job('boot: {method: minimal}').replace('9}}', `9}, action: ${limit}}`);
    for (const [text, line] of [
      [block, 6],
      [top, 4],
    ] as const) {
      const errors = validateJob(text, { device }).problems.filter(isError);
      expect(errors.map(({ where }) => where?.line)).toEqual([line]);
      expect(() => parseJob(text)).toThrow('job has 1 problem');
    }
  });

  it('may be empty, or have no value', async () => {
    for (const limit of ['{}', 'null'])
      expect(await verdicts(job(`boot: {method: minimal, timeout: ${limit}}`))).toMatchObject({
        judged: [],
        run: undefined,
      });
  });
});
