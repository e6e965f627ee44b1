#!/usr/bin/env bash
# Makes the pinned Python environment of the oracle tests, once per content of requirements.txt.
set -eu
cd "$(dirname "$0")"
venv=../../.oracle/venv
stamp=$venv/.requirements
if [ -f "$stamp" ] && cmp -s requirements.txt "$stamp"; then exit 0; fi
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 12) else "the pinned packages need Python 3.11 or 3.12; set PYTHON=/path/to/python3.11")'
mkdir -p ../../.oracle
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
cp requirements.txt "$stamp"
