"""Kernels forked from one process that has the imports, so that a notebook starts in hundredths of a second.

A `Mother` imports what notebooks import, starts no thread of its own, draws and computes nothing, and forks
a kernel for each notebook that asks: a child begins with the imports and nothing else, whatever its sisters
did. Where a process cannot be forked safely (Windows, macOS), on request, or when a fork fails, a kernel is
a fresh process as ever; both give the same bytes. Kernels end with whoever asked for them.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

__all__ = ["FORKS", "SETTINGS", "Mother", "main", "provisioner"]

#: Whether a process may be forked here: macOS has system libraries that a forked child may not use.
FORKS = hasattr(os, "fork") and sys.platform != "darwin" and hasattr(socket, "SOCK_SEQPACKET")
#: What decides how a kernel comes out, as a fresh process gets it from its environment.
SETTINGS = {
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # whatever the shell says: figures belong in the report
}
#: What several notebooks import, heaviest first; what only one needs it imports itself.
IMPORTED = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "IPython.core.completerlib",
    "IPython.core.debugger", "IPython.extensions.storemagic", "pandas", "pyarrow.parquet", "matplotlib.pyplot",
    "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg", "openpyxl", "docx", "scipy.stats",
    "engagelib.figures", "engagelib.prose", "engagelib.tables", "engagelib.study.sources", "engagelib.coding",
    "engagelib.survey", "engagelib.readers", "engagelib.study.declaration", "nltk",
)  # fmt: skip
PROGRAM = "from engagelib.run.kernels import main; main()"
_LONGEST = 1 << 20  # bytes of a request: the environment is most of it


class Child:
    """A forked kernel, as far as `subprocess.Popen` is asked of one; its wire closes when it ends."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, wire: socket.socket) -> None:
        self.pid, self.wire = pid, wire

    def poll(self) -> int | None:
        """Say whether it has ended: None while it runs."""
        try:
            return None if self.wire.recv(1) else 1
        except BlockingIOError:
            return None
        except OSError:
            return 1

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        with suppress(OSError):
            self.wire.settimeout(timeout)
            self.wire.recv(1)
        self.wire.close()
        return 1

    async def ended(self) -> None:
        """Wait for its end while others go on."""
        with suppress(OSError):
            await asyncio.get_running_loop().sock_recv(self.wire, 1)

    def send_signal(self, signum: int) -> None:
        """Signal its process group, which it leads."""
        os.killpg(self.pid, signum)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Mother:
    """The process that kernels are forked from, started when the first is asked for or may soon be."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        self.folder, self.fresh = folder, fresh or not FORKS
        self.door: socket.socket | None = None

    def __enter__(self) -> Mother:
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go: it takes what it forked along."""
        if self.door:
            self.door.close()
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:  # it still imports, and has no kernels yet
                self.process.kill()
                self.process.wait()

    def start(self) -> None:
        """Begin to import; whoever asks for a kernel meanwhile waits for that."""
        if self.fresh or self.door:
            return
        self.door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.door.setblocking(False)
        command = [sys.executable, "-P", "-c", PROGRAM]
        with theirs:
            self.process = subprocess.Popen(
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=os.environ | SETTINGS, cwd=self.folder, start_new_session=True,
            )  # fmt: skip

    async def fork(self, arguments: list[str], env: dict[str, str], cwd: str, log: IO[bytes]) -> Child | None:
        """Ask for a kernel; None where there is none to be had."""
        self.start()
        if self.door is None:
            return None
        wire, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.setblocking(False)
        request = json.dumps({"arguments": arguments, "env": env, "cwd": cwd}).encode()
        try:
            with theirs:
                socket.send_fds(self.door, [request], [theirs.fileno(), log.fileno()])
            if pid := await asyncio.get_running_loop().sock_recv(wire, 32):
                return Child(int(pid), wire)
        except OSError:
            pass
        except BaseException:
            wire.close()
            raise
        wire.close()
        return None


def provisioner(mother: Mother | None, manager: Any) -> Any:
    """Give what starts a manager's kernel: as a fork of `mother`, or as a process of its own."""
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    class Forked(LocalProvisioner):
        async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
            started = (cmd[3:], kwargs["env"], kwargs["cwd"], kwargs["stdout"])
            child = await mother.fork(*started) if mother else None
            if child is None:
                return await super().launch_kernel(cmd, **kwargs)
            self.process: Any = child
            self.pid = self.pgid = child.pid
            return self.connection_info

        async def kill(self, restart: bool = False) -> None:
            await super().kill(restart)
            if isinstance(self.process, Child):
                await self.process.ended()  # at once, where the manager would look every tenth of a second

    return Forked(kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager)


# --- in the other process ------------------------------------------------------------


def main() -> None:
    """Import, then fork a kernel for each request, until the other end of standard input is closed."""
    gc.disable()  # what is imported stays: looking for what could go costs a fifth of the time
    for name in IMPORTED:
        with suppress(ImportError):
            import_module(name)
    gc.freeze()  # and its pages stay shared
    gc.enable()
    gc.set_threshold(
        10_000
    )  # new objects before it looks: with Python's 700 it costs a thirtieth of all time
    children: set[int] = set()
    with socket.socket(fileno=0) as door:
        while (request := _request(door)) is not None:
            asked, wire, log = request
            pid = _forked()
            if pid == 0:
                _become_kernel(asked, wire, log)
            if pid > 0:
                children.add(pid)
            os.close(wire)
            os.close(log)
            children -= {child for child in children if os.waitpid(child, os.WNOHANG)[0]}
    for child in children:  # not waited for, so that its number is nobody else's
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _request(door: socket.socket) -> tuple[dict[str, Any], int, int] | None:
    """The next request with its wire and its log; None when nobody will ask any more."""
    message, fds, _, _ = socket.recv_fds(door, _LONGEST, 2)
    return (json.loads(message), *fds) if message else None


def _forked() -> int:
    """The child's process id; 0 in the child; -1 where none could be made, whose wire just closes."""
    try:
        return os.fork()
    except OSError:
        return -1


def _become_kernel(asked: dict[str, Any], wire: int, log: int) -> None:
    """Be what `python -m ipykernel_launcher` is with these arguments, in this environment; never come back."""
    mother = os.getppid()
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    os.close(log)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # no two notebooks draw the same by chance; `random` does so by itself
    os.write(wire, str(os.getpid()).encode())
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=[*asked["arguments"], f"--IPKernelApp.parent_handle={mother}"])
    sys.exit()
