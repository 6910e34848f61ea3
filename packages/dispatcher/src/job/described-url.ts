// SPDX-License-Identifier: Apache-2.0

/** Schemes whose addresses keep `//` when they have no host, as in `file:///x`. */
const KEEP = new Set(['file', 'ftp', 'git', 'http', 'https', 'nfs', 'rsync', 'sftp', 'ws', 'wss']);

/**
 * An address as plans show it, which is what Python's urlparse makes of it: the scheme in lower case, no empty query or
 * fragment, and `downloads:///x` without its empty host: `downloads:/x`.
 */
export function describedUrl(url: string): string {
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(url.trim().replace(/[\t\r\n]/g, ''));
  if (!match) return url;
  const scheme = (match[1] ?? '').toLowerCase();
  const rest = (match[2] ?? '').replace(/#$/, '').replace(/\?(#|$)/, '$1');
  const hostless = rest.startsWith('///') && !KEEP.has(scheme);
  return `${scheme}:${hostless ? rest.slice(2) : rest}`;
}
