#!/usr/bin/env bash
# Make a virtual environment with the first Python >= 3.11 that is found.   usage: make-venv.sh FOLDER
set -euo pipefail

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

for python in python3 python3.13 python3.12 python3.11 python3.14; do
  if is_new_enough "$python"; then
    echo "Making $1 with $("$python" --version) …"
    "$python" -m venv --clear "$1" && exit 0
    echo "Error: $python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
  fi
done
echo "Error: Python 3.11 or newer is needed; found: $(python3 --version 2>&1 || echo none)." >&2
exit 1
