"""Where Jupyter looks for kernels and what it finds: one request (variables, prefix) a line in, one answer a line out."""

import importlib
import json
import logging
import os
import site
import sys
import warnings

import jupyter_client.kernelspec
import jupyter_core.paths

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
BASE = dict(os.environ)


def answer(request):
    os.environ.clear()
    os.environ.update({"PATH": BASE["PATH"], **request["env"]})
    # As a Python of that environment would have it; without one, as the system's Python. Only a virtual environment
    # has another Python as its base and does not see packages of the user.
    virtual = "VIRTUAL_ENV" in request["env"]
    sys.prefix = request["prefix"] or "/usr"
    sys.base_prefix = "/usr" if virtual else sys.prefix
    site.ENABLE_USER_SITE = not virtual
    site.USER_BASE = None
    paths = importlib.reload(jupyter_core.paths)
    kernelspec = importlib.reload(jupyter_client.kernelspec)
    manager = kernelspec.KernelSpecManager()
    specs = manager.get_all_specs()
    return {
        "path": paths.jupyter_path(),
        "specs": {
            name: {
                "resourceDir": found["resource_dir"],
                "argv": found["spec"]["argv"],
                "displayName": found["spec"]["display_name"],
                "language": found["spec"]["language"],
                "interruptMode": found["spec"]["interrupt_mode"],
                "env": found["spec"]["env"],
            }
            for name, found in specs.items()
        },
        "resolved": {name: resolve(manager, name) for name in request["names"]},
    }


def resolve(manager, name):
    try:
        return manager.get_kernel_spec(name).resource_dir
    except Exception:  # no such kernel, or one that cannot be read
        return None


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
