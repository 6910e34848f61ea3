// SPDX-License-Identifier: Apache-2.0

const TEN = Array.from({ length: 10 });

/** `a0` to `a9`, each ten times the one before. */
function laughs(open: string, close: string, first: string, item = (name: string) => `*${name}`): string {
  const lines = TEN.map((_, i) =>
    i === 0
      ? `a0: &a0 ${first}`
      : `a${i}: &a${i} ${open}${TEN.map(() => item(`a${i - 1}`)).join(', ')}${close}`,
  );
  return `${lines.join('\n')}\n`;
}

export const GOOD_JOB = `job_name: good
device_type: qemu
visibility: public
timeouts: {job: {minutes: 5}, action: {minutes: 1}, connection: {minutes: 1}}
actions:
- boot: {method: minimal, prompts: ['#']}
- test:
    timeout: {minutes: 1}
    definitions:
    - from: inline
      name: t
      path: t.yaml
      repository:
        metadata: {name: t, format: Lava-Test Test Definition 1.0}
        run: {steps: ['true']}
`;

export const GOOD_DEVICE = "{% extends 'qemu.jinja2' %}\n{% set no_kvm = True %}\n";

/** YAML made to hurt, given as job or as device. */
export const YAML_TEXTS: Record<string, () => string> = {
  'deep recursion in brackets': () => '['.repeat(1_000_000),
  'deep recursion by indentation': () =>
    Array.from({ length: 1_900 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
  'deep recursion of anchors': () => 'a: &a [*a]\nb: &b {b: *b}\n',
  'billion laughs': () => laughs('[', ']', '[lol]'),
  'billion laughs by merge keys': () => laughs('{<<: [', ']}', '{k: 1}'),
  'billion laughs in keys': () => laughs('{? [', '] : 1}', '[lol]'),
  'attribute tricks': () =>
    '__proto__: {__proto__: {actions: []}}\nconstructor: {prototype: {x: 1}}\ntoString: 1\n!!python/object/apply:os.system ["true"] : 1\n',
  'as many values as fit': () => `[${'a,'.repeat(1_000_000)}]`,
  'as many keys as fit': () => Array.from({ length: 190_000 }, (_, i) => `k${i}: 1\n`).join(''),
  'a number of two million digits': () => `job_name: ${'9'.repeat(2_000_000)}`,
  'a number to the base of 60': () => `job_name: 1${':59'.repeat(600_000)}`,
  '100 MB': () => `${GOOD_JOB}# ${'x'.repeat(100 << 20)}\n`,
};

/** Job definitions made to hurt. */
export const JOB_TEXTS: Record<string, () => string> = {
  'a test 10**9 times': () => GOOD_JOB.replace('- test:\n', '- test:\n    repeat: 1000000000\n'),
  'a block 10**9 times': () => `${GOOD_JOB}- repeat: {count: 1000000000, actions: []}\n`,
  'an old test 10**9 times': () =>
    oldJob({ command: 'lava_test_shell', parameters: { repeat: 1e9, timeout: 5, testdef_urls: [] } }),
  'old commands 10**9 times': () =>
    oldJob({ command: 'lava_command_run', parameters: { iterations: 1e9, commands: ['true'] } }),
  'an old boot 10**9 times': () => oldJob({ command: 'boot_linaro_image', parameters: { repeat: 1e9 } }),
  'an old job on 10**9 boards': () => {
    const { device_type, ...job } = JSON.parse(oldJob());
    return JSON.stringify({ ...job, device_group: [{ role: 'a', count: 1e9, device_type }] });
  },
  'an old job, nested': () => `{"actions": [{"command": "deploy_image", "parameters": ${'['.repeat(500_000)}`,
};

function oldJob(...actions: object[]): string {
  const deploy = { command: 'deploy_linaro_image', parameters: { image: 'http://x/d.img' } };
  return JSON.stringify({ job_name: 'x', device_type: 'qemu', timeout: 60, actions: [deploy, ...actions] });
}

const inConstant = (template: string) => `timeouts: {}\nconstants: {x: "${template}"}\n`;

/** Templates made to hurt, given as a device's dictionary or as a device type. */
export const TEMPLATES: Record<string, () => string> = {
  'deep recursion of a macro': () => inConstant('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'),
  'deep recursion of a block': () => '{% block body %}{{ self.body() }}{% endblock %}',
  'deep recursion in brackets': () => `{{ ${'('.repeat(100_000)}`,
  'range(10**9)': () => inConstant('{% for i in range(10**9) %}x{% endfor %}'),
  'loops in loops': () =>
    '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}timeouts: {}\n',
  'string multiplication': () => inConstant("{{ 'x' * 10**9 }}"),
  'string doubling': () =>
    "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}",
  'list multiplication': () => '{{ [[1] * 100000] * 100000 }}',
  'a tower of powers': () => inConstant('{{ 9 ** (9 ** 9) }}'),
  'billion laughs': () => laughs('[', ']', '[lol]'),
  'billion laughs of lists': () =>
    '{% set ns = namespace(v=[1]) %}{% for i in range(60) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}{{ ns.v }}',
  'attributes of classes': () =>
    inConstant("{{ ''.__class__.__mro__[1].__subclasses__()[40]('/etc/passwd').read() }}"),
  'attributes of functions': () => inConstant("{{ cycler.__init__.__globals__.os.popen('id').read() }}"),
  'attributes by filter': () => inConstant("{{ (lipsum|attr('__globals__'))['os'] }}"),
  'attributes by format': () => inConstant("{{ '{0.__class__.__mro__}'.format(5).nothing.more }}"),
  '100 MB': () => `${GOOD_DEVICE}{# ${'x'.repeat(100 << 20)} #}\n`,
};
