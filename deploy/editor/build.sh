#!/bin/sh
# Bundles the pinned CodeMirror packages into lms/static/codemirror.js. Only needed after a change in this folder: the
# result is committed, so nobody who runs, tests or writes for Alongside needs Node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/codemirror.mjs" "$tools"
(
  cd "$tools"
  # The lock file names a SHA-512 for every package; a package that differs is refused.
  npm ci --silent --no-audit --no-fund
  node_modules/.bin/esbuild codemirror.mjs --bundle --minify --format=esm --target=es2022 --legal-comments=none \
    --banner:js="/* CodeMirror 6 and Lezer, MIT licence, Copyright (C) Marijn Haverbeke and others. See deploy/editor/README.md. */" \
    --outfile=codemirror.js
)
cp "$tools/codemirror.js" "$here/../../lms/static/codemirror.js"
digest=$(sha256sum "$here/../../lms/static/codemirror.js" | cut -d' ' -f1)
sed -i -E "s/(codemirror\.js\` \| \`)[0-9a-f]{64}/\1$digest/" "$here/README.md"
