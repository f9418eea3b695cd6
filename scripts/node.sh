#!/usr/bin/env bash
# See that there is a Node.js >= 20 with npm; where there is none, install the one that comes as a Python package.   usage: node.sh PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."

is_new_enough() { [ "$(node -p 'process.versions.node.split(".")[0] >= 20' 2>/dev/null)" = true ] && npm --version >/dev/null 2>&1; }

if ! is_new_enough; then
  echo "Installing Node.js (no version 20 or newer was found) …"
  "$1" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/node.txt
fi
