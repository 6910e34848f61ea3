// SPDX-License-Identifier: Apache-2.0

/** What of nodemailer is used. */
declare module 'nodemailer' {
  export interface Address {
    name: string;
    address: string;
  }
  export function createTransport(
    options: {
      host: string;
      port: number;
      secure: boolean;
      requireTLS: boolean;
      auth?: { user: string; pass: string } | undefined;
      connectionTimeout: number;
      greetingTimeout: number;
      socketTimeout: number;
      disableFileAccess: true;
      disableUrlAccess: true;
    },
    defaults?: { from?: string },
  ): {
    sendMail(mail: {
      to: Address;
      subject: string;
      text: string;
      headers: Record<string, string>;
    }): Promise<{ response: string }>;
    close(): void;
  };
}
