"""IPython's kernel with one fault, named by the first argument; the others are ipykernel's own.

It starts a child process and writes its own process id into the file that CELLMILL_ODD_PID names, so that a test can see
what is left of its process group.
"""

import os
import subprocess
import sys

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp


class NeverIdle(IPythonKernel):
    """Says that it is busy, and never that it is idle again."""

    def _publish_status(self, status, *args, **kwargs):
        if status != "idle":
            super()._publish_status(status, *args, **kwargs)


class NeverAnswers(IPythonKernel):
    """Hears requests for its kernel's info and does not reply."""

    async def kernel_info_request(self, stream, ident, parent):
        print("I hear you", file=sys.__stderr__, flush=True)


class NeverReplies(IPythonKernel):
    """Runs code and shows its output, but does not reply to the request."""

    async def execute_request(self, stream, ident, parent):
        self.shell.run_cell(parent["content"]["code"])


class Forger(IPythonKernel):
    """Signs all its messages with another key."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.forge()

    def forge(self):
        honest = self.session.serialize

        def serialize(*args, **kwargs):
            frames = honest(*args, **kwargs)
            at = frames.index(b"<IDS|MSG>") + 1
            frames[at] = b"0" * len(frames[at])
            return frames

        self.session.serialize = serialize


class LateForger(Forger):
    """Signs as it must until the code says `forge`."""

    def __init__(self, **kwargs):
        IPythonKernel.__init__(self, **kwargs)

    async def execute_request(self, stream, ident, parent):
        if "forge" in parent["content"]["code"]:
            self.forge()
        await super().execute_request(stream, ident, parent)


KERNELS = {kernel.__name__: kernel for kernel in (NeverIdle, NeverAnswers, NeverReplies, Forger, LateForger)}

if __name__ == "__main__":
    subprocess.Popen(["sleep", "86399"])
    with open(os.environ["CELLMILL_ODD_PID"], "w") as file:
        file.write(str(os.getpid()))
    IPKernelApp.launch_instance(kernel_class=KERNELS[sys.argv.pop(1)])
