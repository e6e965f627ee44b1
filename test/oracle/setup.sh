#!/usr/bin/env bash
# Makes what the system tests are held to: the pinned Python environment (once per content of requirements.txt), Deno,
# and R's kernel.
set -eu
cd "$(dirname "$0")"
oracle=../../.oracle
venv=$oracle/venv
stamp=$venv/.requirements
uv_version=0.13.9
mkdir -p "$oracle"

python_environment() {
  if ! { [ -f "$stamp" ] && cmp -s requirements.txt "$stamp"; }; then
    python=${PYTHON:-python3}
    "$python" -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 12) else "the pinned packages need Python 3.11 or 3.12; set PYTHON=/path/to/python3.11")'
    "$python" -m venv "$venv"
    # uv takes less than half of pip's time, but does not read pip's settings: where these are needed, pip does the work.
    pip=("$venv/bin/python" -m pip install --quiet --disable-pip-version-check)
    "${pip[@]}" "uv==$uv_version"
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --compile-bytecode --no-cache -r requirements.txt ||
      "${pip[@]}" -r requirements.txt
    cp requirements.txt "$stamp"
  fi
}

# Deno and tslab, whose kernels the runner must be able to drive, and c8, from npm; in a folder of their own, so that they are
# never taken for dependencies of ours.
node_kernels() {
  kernels=$oracle/kernels
  if ! cmp -s kernels.json "$kernels/package.json" || [ ! -f "$kernels/.installed" ]; then
    mkdir -p "$kernels"
    cp kernels.json "$kernels/package.json"
    (cd "$kernels" && npm install --silent --no-audit --no-fund --no-package-lock)
    touch "$kernels/.installed"
  fi
}

# R's kernel comes from the system's packages.
r_kernel() {
  if ! { command -v R >/dev/null && R --slave --no-save -e 'stopifnot(requireNamespace("IRkernel"))' >/dev/null 2>&1; }; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
      echo "R's Jupyter kernel is missing. On Debian or Ubuntu: sudo apt-get install -y r-cran-irkernel" >&2
      exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends r-cran-irkernel >/dev/null
  fi
}

# At once: each waits for the network in turns. What a shell starts beside itself does not hear Ctrl-C, but is told to end.
trap 'trap - TERM; kill 0' INT
jobs=()
for task in python_environment node_kernels r_kernel; do
  "$task" &
  jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job"; done
