#!/usr/bin/env bash
# See that there is a Chromium for the browser tests; install Debian's where we may. Never skip: say what to do, and fail.
set -euo pipefail

found() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
  done
  return 1
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-nanum >/dev/null
fi
if ! found; then
  echo "Error: the browser tests need Chromium, and none was found." >&2
  echo "Install it (Debian, Ubuntu: sudo apt-get install chromium), or name one: make test CHROMIUM=/path/to/chromium" >&2
  exit 1
fi
