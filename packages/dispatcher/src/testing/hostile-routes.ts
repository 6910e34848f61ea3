// SPDX-License-Identifier: Apache-2.0

/** What a text must not be, however it is used: this says it once more, apart from the code. */
export const HARMLESS = {
  /** A path in an image or repository; only our own code sees it. */
  path: (text: string) =>
    !/[\p{Cc}\p{Cs}]/u.test(text) &&
    Buffer.byteLength(text) < 4096 &&
    text.split('/').every((name) => name !== '..' && Buffer.byteLength(name) < 256),
  /** A path that a program gets. */
  toolPath: (text: string) => HARMLESS.path(text) && !text.startsWith('-'),
  /** Some other word that a program gets. */
  word: (text: string) => !/[\p{Cc}\p{Cs}]/u.test(text) && !text.startsWith('-'),
  name: (text: string) => HARMLESS.toolPath(text) && !text.includes('/') && !['', '.'].includes(text),
  container: (text: string) => /^[\w.-]*$/.test(text) && !text.startsWith('-'),
  image: (text: string) => /^[a-z0-9][\w./:-]*$/.test(text),
  reference: (text: string) => HARMLESS.toolPath(text) && !/[\s:?*]/.test(text),
  header: (text: string) => !/[\r\n\0]/.test(text),
  node: (text: string) => text === '' || (HARMLESS.toolPath(text) && text.startsWith('/dev/')),
  assignment: (text: string) => text === '' || /^\w+=/.test(text),
  probe: (text: string) => !/\p{Cc}|\.\.|[ "=]\//u.test(text) && !text.startsWith('/'),
};

export interface Route {
  as: keyof typeof HARMLESS;
  /** A good one, so that it is seen that the block itself is right. */
  good: string;
  block(name: string): object;
  /** Entries of the device's deploy and boot methods. */
  deploy?: object;
  boot?: object;
}

const file = { url: 'http://host/file' };
const docker = { image: 'debian' };
const definition = (more: object) => ({
  test: {
    definitions: [{ from: 'git', repository: 'http://host/x.git', path: 'x.yaml', name: 'x', ...more }],
  },
});
const inline = (install: object) =>
  definition({ from: 'inline', repository: { metadata: {}, install, run: { steps: ['ls'] } } });
const service = (more: object) => ({
  test: { services: [{ from: 'git', repository: 'http://host/x.git', path: 'x.yaml', name: 'x', ...more }] },
});
const tftp = (block: object) => ({ deploy: { to: 'tftp', ...block } });
const TFTP = { deploy: { tftp: null } };
const qdl = { firehose_program: 'p.mbn', rawprogram: 'r.xml' };

/** Every key by which a job names something to the worker, also where no step acts on it yet. */
export const ROUTES: Record<string, Route> = {
  'path of a definition': { as: 'path', good: 'a/b.yaml', block: (path) => definition({ path }) },
  'branch of a definition': { as: 'reference', good: 'v1.0/x', block: (branch) => definition({ branch }) },
  'revision of a definition': { as: 'reference', good: 'abc', block: (revision) => definition({ revision }) },
  'repository of a definition': {
    as: 'word',
    good: '/srv/x',
    block: (repository) => definition({ repository }),
  },
  'address of an archive of definitions': {
    as: 'word',
    good: 'http://host/x.tar',
    block: (repository) => definition({ from: 'url', repository }),
  },
  'header of an archive of definitions': {
    as: 'header',
    good: 'x',
    block: (x) => definition({ from: 'url', headers: { x } }),
  },
  'url of git-repos': { as: 'word', good: '/srv/x', block: (url) => inline({ 'git-repos': [{ url }] }) },
  'git-repos': { as: 'word', good: '/srv/x', block: (url) => inline({ 'git-repos': [url] }) },
  'branch of git-repos': {
    as: 'reference',
    good: 'x',
    block: (branch) => inline({ 'git-repos': [{ url: '/srv/x', branch }] }),
  },
  'destination of git-repos': {
    as: 'path',
    good: 'x/y',
    block: (destination) => inline({ 'git-repos': [{ url: '/srv/x', destination }] }),
  },
  'path of a service': { as: 'toolPath', good: 'a.yaml', block: (path) => service({ path }) },
  'name of a service': { as: 'container', good: 'a', block: (name) => service({ name }) },
  'service of a compose file': { as: 'word', good: 'a', block: (name) => service({ service: name }) },
  'branch of a service': { as: 'reference', good: 'a', block: (branch) => service({ branch }) },
  'address of modules': {
    as: 'word',
    good: 'scp://host/m.tar',
    block: (name) => tftp({ kernel: file, modules: { url: scheme('scp', name) } }),
    ...TFTP,
  },
  'address of a preseed file': {
    as: 'word',
    good: 'rclone:/m.tar',
    block: (name) => tftp({ kernel: file, preseed: { url: scheme('rclone', name) } }),
    ...TFTP,
  },
  'file of downloads': {
    as: 'toolPath',
    good: 'x',
    block: (name) => tftp({ kernel: { url: `downloads://${name}` } }),
    ...TFTP,
  },
  'header of an artefact': {
    as: 'header',
    good: 'x',
    block: (x) => tftp({ kernel: { ...file, headers: { x } } }),
    ...TFTP,
  },
  'name of a header': {
    as: 'header',
    good: 'x',
    block: (name) => tftp({ kernel: { ...file, headers: entry(name, 'x') } }),
    ...TFTP,
  },
  'directory of nfsrootfs': {
    as: 'toolPath',
    good: 'a/b',
    block: (prefix) => tftp({ nfsrootfs: { ...file, prefix } }),
    ...TFTP,
  },
  'directory of nfsrootfs of deploy method nfs': {
    as: 'toolPath',
    good: 'a/b',
    block: (prefix) => ({ deploy: { to: 'nfs', nfsrootfs: { ...file, prefix } } }),
    deploy: { nfs: null },
  },
  'address of a root file system': {
    as: 'word',
    good: 'host:/x',
    block: (address) => tftp({ persistent_nfs: { address } }),
    ...TFTP,
  },
  'name of an extra file': {
    as: 'name',
    good: 'a.bin',
    block: (name) => tftp({ kernel: file, extra_files: entry(name, file) }),
    ...TFTP,
  },
  'name of an overlay': {
    as: 'name',
    good: 'a',
    block: (name) =>
      tftp({
        kernel: { ...file, format: 'tar', overlays: entry(name, { ...file, format: 'tar', path: '/' }) },
      }),
    ...TFTP,
  },
  'path of an overlay': {
    as: 'path',
    good: '/a',
    block: (path) =>
      tftp({ kernel: { ...file, format: 'tar', overlays: { x: { ...file, format: 'tar', path } } } }),
    ...TFTP,
  },
  'name of an image': {
    as: 'name',
    good: 'a',
    block: (name) => ({ deploy: { to: 'downloads', images: entry(name, file) } }),
  },
  'partition of fastboot': {
    as: 'name',
    good: 'boot',
    block: (name) => ({ deploy: { to: 'fastboot', images: entry(name, file) } }),
    deploy: { fastboot: null },
  },
  'container of downloads': {
    as: 'image',
    good: 'debian:12',
    block: (image) => ({
      deploy: { to: 'downloads', images: { x: file }, postprocess: { docker: { image, steps: [] } } },
    }),
  },
  'device node of a container': {
    as: 'node',
    good: '/dev/ttyUSB0',
    block: (node) => ({ test: { docker: { ...docker, devices: [node] }, definitions: [] } }),
  },
  'name of a container': {
    as: 'container',
    good: 'a.b',
    block: (name) => ({ test: { docker: { ...docker, container_name: name }, definitions: [] } }),
  },
  'network of a container': {
    as: 'container',
    good: 'a.b',
    block: (name) => ({ test: { docker: { ...docker, network_from: name }, definitions: [] } }),
  },
  'namespace of downloads': {
    as: 'name',
    good: 'a',
    block: (name) => ({ test: { docker, 'downloads-namespace': name, definitions: [] } }),
  },
  'registry of a container': {
    as: 'word',
    good: 'host:5000',
    block: (registry) => ({
      test: { docker: { ...docker, login: { registry, user: 'x', password: 'x' } }, definitions: [] },
    }),
  },
  'namespace of a block': {
    as: 'name',
    good: 'a',
    block: (namespace) => ({ test: { docker, namespace, definitions: [] } }),
  },
  'path on a mass storage': {
    as: 'toolPath',
    good: 'SOFTWARE/a.bin',
    block: (rename) => ({ deploy: { to: 'mps', images: { test_binary: { ...file, rename } } } }),
    deploy: { mps: null },
  },
  'file of a firmware archive': {
    as: 'toolPath',
    good: 'a.mbn',
    block: (name) => ({ boot: { method: 'qdl', ...qdl, firehose_program: name } }),
    boot: { qdl: null },
  },
  'partition table of a firmware archive': {
    as: 'toolPath',
    good: 'r*.xml',
    block: (name) => ({ boot: { method: 'qdl', ...qdl, rawprogram: [name] } }),
    boot: { qdl: null },
  },
  'command of a debug probe': {
    as: 'probe',
    good: 'loadfile {image} 0x0',
    block: (name) => ({ boot: { method: 'jlink', commands: [name] } }),
    boot: { jlink: null },
  },
  'kernel on a medium': {
    as: 'toolPath',
    good: '/install/vmlinuz',
    block: (kernel) => ({
      deploy: {
        to: 'iso-installer',
        images: { iso: file, preseed: file },
        iso: { installation_size: '2G', kernel },
      },
    }),
    deploy: { image: null },
  },
  'variable of a simulator': {
    as: 'assignment',
    good: 'A=b',
    block: (name) => ({
      boot: { method: 'fvp', docker: { name: 'model' }, image: '/model', environment: [name] },
    }),
    boot: { fvp: null },
  },
};

function scheme(name: string, rest: string): string {
  return rest.startsWith(`${name}:`) ? rest : `${name}://${rest}`;
}

function entry(name: string, value: unknown): object {
  return Object.fromEntries([[name, value]]);
}
