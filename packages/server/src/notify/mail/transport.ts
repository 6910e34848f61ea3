// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';
import { createTransport } from 'nodemailer';
import type { ServerSettings } from '../../settings.ts';

export type MailSettings = Pick<
  ServerSettings,
  'smtpHost' | 'smtpPort' | 'smtpSecurity' | 'smtpUser' | 'smtpPasswordFile' | 'mailFrom'
>;

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends a mail and returns what the relay answered. Undefined: this server sends no mail. */
export type Mailer = ((mail: Mail) => Promise<string>) | undefined;

/** For each step, milliseconds. */
const PATIENCE = 10_000;

/** @throws LavaError `config-invalid` */
export function mailerOf(settings: MailSettings): Mailer {
  const { smtpHost: host, smtpPort, smtpSecurity: security, smtpUser: user, mailFrom: from } = settings;
  if (host === undefined) return undefined;
  const transport = createTransport(
    {
      host,
      port: smtpPort,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      auth: user === undefined ? undefined : { user, pass: passwordOf(settings) },
      connectionTimeout: PATIENCE,
      greetingTimeout: PATIENCE,
      socketTimeout: PATIENCE,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: from ?? `lava@${host}` },
  );
  return async ({ to, subject, text }) => {
    // Robots do not answer to robots: RFC 3834.
    const headers = { 'Auto-Submitted': 'auto-generated' };
    const { response } = await transport.sendMail({ to: { name: '', address: to }, subject, text, headers });
    return response;
  };
}

function passwordOf({ smtpPasswordFile: file }: MailSettings): string {
  if (file === undefined)
    throw new LavaError('config-invalid', 'smtp_user needs smtp_password_file, a file with the password');
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new LavaError('config-invalid', `smtp_password_file: ${(cause as Error).message}`, { cause });
  }
}
