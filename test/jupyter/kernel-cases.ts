/** A cell by which kernels that were started in different ways can be told apart, and a part of what it must show. */
export type KernelCase = readonly [name: string, code: string, shows: RegExp];

/** In the order in which they are to be run: the first sees the kernel before any other cell. */
export const KERNEL_CASES: readonly KernelCase[] = [
  ["modules before the first cell", "import sys; print(*sorted(sys.modules), sep='\\n')", /^debugpy$/m],
  [
    "modules of the notebook's folder",
    "import pdb, resource, colorsys; print(pdb, resource, colorsys)",
    /colorsys\.py/,
  ],
  [
    "the command",
    "import sys; print(__name__, sys.argv, sys.orig_argv, sys.executable, sys.flags)",
    /ipykernel_launcher/,
  ],
  ["what ps shows", "print(open('/proc/self/cmdline').read().replace('\\0', ' ').strip())", /-m ipykernel_launcher -f/],
  ["the path", "import os; print(sys.path, os.getcwd(), sorted(sys.path_importer_cache))", /site-packages/],
  [
    "the environment",
    "print({name: value for name, value in os.environ.items() if name != 'JPY_PARENT_PID'})\nprint(int(os.environ['JPY_PARENT_PID']) == os.getppid())",
    /OF_THE_SPEC.*True/s,
  ],
  [
    "the process",
    `import resource as _, ctypes
print(os.getpid() == os.getpgid(0) == os.getsid(0), os.umask(0o22), os.nice(0), sorted(os.sched_getaffinity(0)))
status = dict(line.rstrip().split(':', 1) for line in open('/proc/self/status'))
print({name: status[name] for name in ('SigBlk', 'SigIgn', 'SigCgt', 'NoNewPrivs', 'Groups', 'Seccomp')})
print(os.ctermid(), os.get_terminal_size.__name__, os.isatty(0), os.isatty(1))`,
    /^True 18.*SigIgn/s,
  ],
  [
    "signal handlers",
    "import signal; print({s.name if hasattr(s, 'name') else s: signal.getsignal(s) for s in signal.valid_signals()})",
    /SIGINT/,
  ],
  [
    "threads",
    `import re, threading
print(sorted(re.sub(r'\\d+', 'N', thread.name) for thread in threading.enumerate()), threading.Thread().name)`,
    /IOPub.*Thread-\d/s,
  ],
  [
    "descriptors of children",
    "import subprocess; print(subprocess.run(['ls', '/proc/self/fd'], close_fds=False, capture_output=True, text=True).stdout)",
    /^0\n1\n2\n/,
  ],
  [
    "streams",
    `for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
  print(stream.name, stream.encoding, stream.errors, stream.line_buffering, stream.seekable(), stream.isatty(), stream.fileno())
print(sys.__stdin__.read() == '')`,
    /<stdin>(?:.|\n)*True$/m,
  ],
  [
    "output past Python",
    "os.write(1, b'one\\n'); os.system('echo two >&2'); sys.stdout.flush()\n!echo three",
    /one(?:.|\n)*three/,
  ],
  ["a shell's cell", "%%bash\necho of bash; exit 3", /of bash(?:.|\n)*CalledProcessError/],
  ["a question", "input('name? ')", /StdinNotImplementedError/],
  ["a breakpoint", "print(breakpoint())", /^None/],
  ["a debugger", "def stopped():\n  pdb.set_trace()\nstopped()", /StdinNotImplementedError/],
  ["an error", "def divide(n):\n  return n / 0\ndivide(1)", /ZeroDivisionError/],
  [
    "the depth of the stack",
    `def deep(n):
  global reached
  reached = n
  deep(n + 1)
try: deep(0)
except RecursionError: print(reached, sys.getrecursionlimit())`,
    /^\d{3,} 1000/,
  ],
  [
    "other processes",
    `import multiprocessing
for method in ('fork', 'spawn', 'forkserver'):
  with multiprocessing.get_context(method).Pool(1) as pool: print(method, pool.map(abs, [-1, -2]))
pid = os.fork()
if pid == 0: os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`,
    /spawn \[1, 2\](?:.|\n)*7$/m,
  ],
  [
    "the interpreter",
    `import faulthandler, gc, locale, logging, warnings
print(faulthandler.is_enabled(), gc.isenabled(), gc.get_threshold(), gc.get_freeze_count() > 0, sys.getswitchinterval())
print(locale.getlocale(), sys.getfilesystemencoding(), warnings.filters, sys.gettrace(), sys.getprofile())
print(logging.root.level, logging.root.handlers, sorted(logging.root.manager.loggerDict))
print(sys.excepthook, sys.displayhook, sys.breakpointhook.__name__)`,
    /^False True \(.*\) True/,
  ],
  [
    "the main module",
    "import __main__; print(__main__.__name__, __main__.__spec__, [name for name in dir(__main__) if name.startswith('__')])",
    /^__main__ None/,
  ],
  ["the shell", "ip = get_ipython(); print(ip.history_manager.hist_file, ip.config, ip.execution_count)", /:memory:/],
  ["await", "import asyncio; await asyncio.sleep(0.01); print(type(asyncio.get_running_loop()))", /EventLoop/],
  [
    "who listens",
    "app = type(ip.kernel.parent).instance(); print(app.transport, app.poller.parent_pid == app.parent_handle == os.getppid())",
    /^ipc True/,
  ],
];
