"""Starts IPython kernels by fork.

Imports once what every kernel imports before its first cell; then each request forks a process that goes on as
``python -m ipykernel_launcher`` does. Requests come as lines of JSON on descriptor 3, answers go there:

    {"ready": true}                                                    once, when requests are taken
    {"id": 1, "arguments": [...], "command": [...], "cwd": "/n", "output": "/t/o"}   →   {"id": 1, "pid": 7}
                                                                    or {"id": 1, "error": "..."}
    {"ended": 7, "code": 0, "signal": null}                            when a kernel has ended

The kernels end with this process, and this process ends when descriptor 3 is closed.
"""

import sys

if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # this file's folder, from which a kernel must import nothing

sys.path_importer_cache.pop(__file__, None)

import os

# ipykernel reads it when it is imported, and ends a kernel whose parent is another.
os.environ["JPY_PARENT_PID"] = str(os.getpid())

import ctypes
import importlib
import importlib.util
import json
import runpy  # noqa: F401  (`python -m` has loaded it)
import select
import signal
import socket
import threading
import types

import gc

del sys.modules["gc"]  # what a kernel imports must not be loaded for it

CHANNEL = 3
LAUNCHER = "ipykernel_launcher"
PR_SET_PDEATHSIG = 1

# What ipykernel imports while it starts, before the notebook's folder is on sys.path: imported any later, a module of the
# notebook's could take the place of one of these.
WHILE_STARTING = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.utils.wildcard",
    "faulthandler",
    "ipykernel.debugger",
    "pdb",
    "sqlite3",
    "tornado.platform.asyncio",
)


def import_all():
    """The garbage of the imports is collected once here, and not by each kernel while it starts."""
    gc.disable()
    importlib.import_module("ipykernel.kernelapp")
    for name in WHILE_STARTING:
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # the kernel does without it, or says so itself
    compile_patterns()
    gc.enable()
    gc.collect()


def compile_patterns():
    """Fills the cache of the regular expressions by which cells are taken apart."""
    try:
        importlib.import_module("IPython.core.inputtransformer2").TransformerManager().transform_cell("0\n")
    except Exception:
        pass  # each kernel does it itself then


def check_fork_is_safe():
    """A thread, or what watches the interpreter, would not be in the child what it is here."""
    tasks = len(os.listdir("/proc/self/task"))
    if threading.active_count() != 1 or tasks != 1:
        raise RuntimeError(f"{tasks} threads run after the imports")
    tools = getattr(sys, "monitoring", None)
    if sys.gettrace() or sys.getprofile() or (tools and any(map(tools.get_tool, range(6)))):
        raise RuntimeError("a tracer or profiler watches the interpreter")
    os.close(os.pidfd_open(os.getpid()))  # raises where the system has none


def installed():
    """When something was installed or removed last: modules that are loaded may be out of date then."""
    folders = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return {path: os.stat(path).st_mtime_ns for path in folders if os.path.isdir(path)}


def send(message):
    rest = json.dumps(message).encode() + b"\n"
    while rest:
        rest = rest[os.write(CHANNEL, rest) :]


def requests():
    """Yields each request, and reports the ends of kernels in between. A kernel must not ask for the next."""
    waiting = b""
    while True:
        for descriptor, _ in poll.poll():
            if descriptor != CHANNEL:
                report_end(descriptor)
                continue
            data = os.read(CHANNEL, 65536)
            if not data:
                raise ConnectionError
            *lines, waiting = (waiting + data).split(b"\n")
            yield from map(json.loads, lines)


def report_end(descriptor):
    pid = kernels.pop(descriptor)
    poll.unregister(descriptor)
    os.close(descriptor)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    send({"ended": pid, "code": None, "signal": -code} if code < 0 else {"ended": pid, "code": code, "signal": None})


def fork(request):
    """True in the kernel's process."""
    sys.stdout.flush()
    sys.stderr.flush()
    folder = os.open(request["cwd"], os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    told, tell = os.pipe()
    server = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            become_process(request, folder, server)
        except BaseException as error:
            os.write(tell, repr(error).encode())
            os._exit(1)
        os.close(told)
        os.close(tell)
        return True
    os.close(folder)
    os.close(tell)
    # Until the child closes it: it leads its own process group then, so that signals to the group reach it.
    with open(told, "rb") as pipe:
        problem = pipe.read()
    if problem:
        os.waitpid(pid, 0)
        raise RuntimeError(problem.decode(errors="replace"))
    descriptor = os.pidfd_open(pid)
    kernels[descriptor] = pid
    poll.register(descriptor, select.POLLIN)
    send({"id": request["id"], "pid": pid})
    return False


def become_process(request, folder, server):
    """Makes of the fork what a new process would be."""
    os.setsid()
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != server:
        raise RuntimeError("the server has ended")
    os.close(CHANNEL)
    for descriptor in kernels:
        os.close(descriptor)
    os.fchdir(folder)
    os.close(folder)
    show_command(request["command"])
    with socket.socket(socket.AF_UNIX) as output:
        output.connect(request["output"])
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


def show_command(command):
    """Has `ps` show the kernel's command line, as far as this process's own leaves room."""
    with open("/proc/self/stat") as stat:
        first, end = map(int, stat.read().rpartition(")")[2].split()[45:47])
    title = " ".join(command).encode(errors="surrogateescape")[: max(end - first - 2, 0)]
    if title and first > 0:
        ctypes.memmove(first, title + b"\0", len(title) + 1)
        # Tells the system that the text is one line and ends at its NUL.
        ctypes.memset(end - 1, 1, 1)


def serve():
    """Returns the request in each kernel's process, and never in the server."""
    try:
        send({"ready": True})
        for request in requests():
            try:
                if before != installed():
                    raise RuntimeError("packages have been installed meanwhile")
                if fork(request):
                    return request
            except (OSError, RuntimeError) as error:
                send({"id": request["id"], "error": str(error)})
    except ConnectionError:
        for pid in kernels.values():
            os.killpg(pid, signal.SIGKILL)
        os._exit(0)


def run(code, names):
    exec(code, names)


import_all()
check_fork_is_safe()
before = installed()
libc = ctypes.CDLL(None)
kernels = {}
poll = select.poll()
poll.register(CHANNEL, select.POLLIN)
os.set_blocking(CHANNEL, True)
request = serve()

# From here on what `python -m ipykernel_launcher` does, at the same depth of the stack.
if not getattr(sys.flags, "safe_path", False):
    sys.path.insert(0, os.getcwd())
spec = importlib.util.find_spec(LAUNCHER)
sys.argv = [spec.origin, *request["arguments"]]
sys.orig_argv = request["command"]
main = types.ModuleType("__main__")
main.__file__ = spec.origin
main.__cached__ = spec.cached
main.__loader__ = spec.loader
main.__package__ = spec.parent
main.__spec__ = spec
sys.modules["__main__"] = main
run(spec.loader.get_code(LAUNCHER), main.__dict__)
