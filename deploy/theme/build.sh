#!/bin/sh
# Compiles our Sass with the pinned GOV.UK Frontend into lms/static/alongside.css. Only needed after a change in this
# folder: the result is committed, so nobody who runs, tests or writes for Alongside needs Node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=${THEME_TOOLS:-$(mktemp -d)}
[ -d "$tools/node_modules/govuk-frontend" ] || npm install --silent --no-save --prefix "$tools" govuk-frontend@6.6.0 sass@1.108.2
"$tools/node_modules/.bin/sass" --style=compressed --no-source-map --no-charset --quiet-deps \
  --load-path="$tools/node_modules" "$here/alongside.scss" "$here/../../lms/static/alongside.css"
# What GOV.UK repeats for each component and we never need: its fall-back colours (theme.css has them all), the
# print face, font smoothing, and the family, which our body and controls inherit anyway.
sed -i -E -e 's/(var\(--govuk-[a-z-]+), ?#[0-9a-f]+\)/\1)/g' -e 's/@media print\{[^{}]*\{font-family:inherit\}\}//g' \
  -e 's/-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;?//g' -e 's/([{;])font-family:inherit;?/\1/g' \
  -e 's/[^{}]+\{\}//g' "$here/../../lms/static/alongside.css"
digest=$(sha256sum "$here/../../lms/static/alongside.css" | cut -d' ' -f1)
sed -i -E "s/(alongside\.css\` \| \`)[0-9a-f]{64}/\1$digest/" "$here/README.md"
