#!/usr/bin/env bash
# Writes every committed golden again with the reference tools. Run it when a generator changes, and look at the diff.
set -eu
cd "$(dirname "$0")"
bash setup.sh
for script in golden/*.py; do
  echo "$script"
  ../../.oracle/venv/bin/python "$script"
done
