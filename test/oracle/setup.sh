#!/usr/bin/env bash
# Makes what the system tests are held to: the pinned Python environment (once per content of requirements.txt), Deno,
# and R's kernel.
set -eu
cd "$(dirname "$0")"
oracle=../../.oracle
venv=$oracle/venv
stamp=$venv/.requirements
mkdir -p "$oracle"

if ! { [ -f "$stamp" ] && cmp -s requirements.txt "$stamp"; }; then
  python=${PYTHON:-python3}
  "$python" -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 12) else "the pinned packages need Python 3.11 or 3.12; set PYTHON=/path/to/python3.11")'
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
  cp requirements.txt "$stamp"
fi

# Deno and tslab, whose kernels the runner must be able to drive, and c8, from npm; in a folder of their own, so that they are
# never taken for dependencies of ours.
kernels=$oracle/kernels
if ! cmp -s kernels.json "$kernels/package.json" || [ ! -f "$kernels/.installed" ]; then
  mkdir -p "$kernels"
  cp kernels.json "$kernels/package.json"
  (cd "$kernels" && npm install --silent --no-audit --no-fund --no-package-lock)
  touch "$kernels/.installed"
fi

# R's kernel comes from the system's packages.
if ! { command -v R >/dev/null && R --slave --no-save -e 'stopifnot(requireNamespace("IRkernel"))' >/dev/null 2>&1; }; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "R's Jupyter kernel is missing. On Debian or Ubuntu: sudo apt-get install -y r-cran-irkernel" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends r-cran-irkernel >/dev/null
fi
