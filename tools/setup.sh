#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the npm packages that the lock file names, the pinned Node runtime among them.
# usage: setup.sh ROOT NODE STAMP   (called by ./lava)
set -eu
root=$1 node=$2 stamp=$3

if ! command -v node >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "lava: needs Node >= 20 to set itself up; found: $(node --version 2>/dev/null || echo none)" >&2
  echo "      install it (https://nodejs.org, or Debian 13: apt-get install nodejs npm), then run this again" >&2
  exit 1
fi
echo "lava: installing npm packages (once; about 650 MB)"
cd "$root"
# Two concurrent starts must not install over each other.
exec 9>"$root/.lava-setup.lock"
if command -v flock >/dev/null; then flock 9; fi
# The runtime first, so that install scripts and engine checks see it rather than the bootstrap Node.
# `npm ci` would insist on packages of other systems that a mirror may not hold; --no-save keeps the lock file as it is.
npm install --no-save --ignore-scripts --no-fund --no-audit --loglevel=error
[ -x "$node" ] || { echo "lava: no Node runtime for $(uname -m); supported: x86_64, aarch64" >&2; exit 1; }
PATH="${node%/*}:$PATH" npx --no-install patch-package --error-on-fail
cksum <package-lock.json >"$stamp"
rm -f "$root/.lava-setup.lock"
