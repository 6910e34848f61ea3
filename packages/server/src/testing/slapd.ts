// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quietPort } from '@lava/kit/testing/quiet-port.ts';
import { Client } from 'ldapts';
import { atEnd } from './at-end.ts';

export const BASE = 'dc=example,dc=org';
export const PEOPLE = `ou=people,${BASE}`;
export const GROUPS = `ou=groups,${BASE}`;
const ROOT = `cn=root,${BASE}`;

export interface Slapd {
  /** `ldap://127.0.0.1:PORT`, which knows StartTLS, and `ldaps://`. */
  url: string;
  tlsUrl: string;
  /** Certificate that both show, as a file; it is for 127.0.0.1. */
  caFile: string;
  /** Password of {@link root}, as a file. */
  passwordFile: string;
  root: string;
  /** For changes of what is in it. */
  admin: Client;
  person(uid: string, password: string, attributes?: Record<string, string>): Promise<string>;
  group(name: string, members: string[]): Promise<string>;
}

/** Debian's slapd with a directory of its own; ends with the spec file. */
export async function startSlapd(): Promise<Slapd> {
  const directory = mkdtempSync(join(tmpdir(), 'lava-slapd-'));
  const file = (name: string) => join(directory, name);
  mkdirSync(file('data'));
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1 -keyout ${file('key.pem')} -out ${file('cert.pem')}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  writeFileSync(file('password'), 'root secret\n');
  writeFileSync(file('slapd.conf'), configuration(directory));
  const [port, tlsPort] = [await quietPort(), await quietPort()];
  const [url, tlsUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${tlsPort}`];
  const server = spawn('/usr/sbin/slapd', ['-f', file('slapd.conf'), '-h', `${url}/ ${tlsUrl}/`, '-d', '0'], {
    stdio: 'ignore',
  });
  const admin = new Client({ url, timeout: 5_000 });
  atEnd(async () => {
    await admin.unbind();
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(directory, { recursive: true, force: true });
  });
  await untilItListens(server, port);
  await admin.bind(ROOT, 'root secret');
  await admin.add(BASE, { objectClass: ['domain'], dc: 'example' });
  for (const ou of [PEOPLE, GROUPS]) await admin.add(ou, { objectClass: ['organizationalUnit'] });
  return {
    url,
    tlsUrl,
    caFile: file('cert.pem'),
    passwordFile: file('password'),
    root: ROOT,
    admin,
    async person(uid, userPassword, attributes = {}) {
      const dn = `uid=${uid},${PEOPLE}`;
      const mail = `${uid}@example.org`;
      await admin.add(dn, {
        objectClass: ['inetOrgPerson'],
        ...{ uid, cn: uid, sn: uid, mail, userPassword },
        ...attributes,
      });
      return dn;
    },
    async group(name, member) {
      const dn = `cn=${name},${GROUPS}`;
      await admin.add(dn, { objectClass: ['groupOfNames'], cn: name, member });
      return dn;
    },
  };
}

function configuration(directory: string): string {
  return `${['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n')}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${directory}/pid
TLSCertificateFile ${directory}/cert.pem
TLSCertificateKeyFile ${directory}/key.pem
access to attrs=userPassword by anonymous auth by * none
access to * by * read
database mdb
directory ${directory}/data
suffix ${BASE}
rootdn ${ROOT}
rootpw "root secret"
overlay memberof
`;
}

async function untilItListens(server: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`slapd ended with ${server.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error('slapd does not listen');
}
