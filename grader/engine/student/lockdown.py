"""What the student's process gives up before the first line of a student's code runs.

Threat: student code that reads the solutions, the gradebook or another submission, opens a connection, starts or
signals other processes, or fills memory and disk. Five layers, each unprivileged, each reported by name:

- `no new privileges`: set-uid programs give nothing (prctl);
- `capabilities`: a grader that runs as root gives its powers away (capset);
- `resource limits`: data memory, file size, CPU seconds, open files, no core dumps (setrlimit);
- `landlock`: files outside the private folder and the Python installation do not exist for it, TCP and signals
  to others are closed where the kernel knows how (Landlock, Linux 5.13 or later);
- `seccomp`: no new process, no program, no socket, no tracing, no kernel interfaces a course never needs (libseccomp).

A system that lacks a layer (macOS, an old kernel) still grades; the missing layer is reported with the reason.
Neither Landlock nor libseccomp has a maintained Python binding, hence the few calls through `ctypes`.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import resource
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.engine.student import seccomp

LAYERS = ("no new privileges", "capabilities", "resource limits", "landlock", "seccomp")

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446  # the same on every architecture
CAPABILITY_VERSION_3 = 0x20080522
CLONE_THREAD = 0x10000
PROCESS = seccomp.Argument(0, seccomp.MASKED_EQUAL, CLONE_THREAD, 0)  # threads are welcome, processes are not
# Namespaces, in which a process would have powers again: of mounts, control groups, names, messages, users, processes
# and the network.
CLONE_NAMESPACES = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)

# Landlock's access rights, in the order of their bits; see landlock(7).
FS_RIGHTS = (
    *("execute", "write_file", "read_file", "read_dir", "remove_dir", "remove_file", "make_char", "make_dir"),
    *("make_reg", "make_sock", "make_fifo", "make_block", "make_sym", "refer", "truncate", "ioctl_dev"),
)
FS_BIT = {name: 1 << position for position, name in enumerate(FS_RIGHTS)}
FS_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15}  # how many of them a kernel of that ABI knows; all from 5 on
READ = FS_BIT["read_file"] | FS_BIT["read_dir"]
NEVER = sum(FS_BIT[name] for name in ("execute", "make_char", "make_sock", "make_fifo", "make_block"))
ON_FILES = sum(FS_BIT[name] for name in ("execute", "write_file", "read_file", "truncate", "ioctl_dev"))
DEVICE = READ | FS_BIT["write_file"] | FS_BIT["ioctl_dev"]

SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/sys/devices/system/cpu", "/opt/homebrew")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/proc/cpuinfo", "/proc/meminfo", "/dev/urandom", "/dev/zero")

DRIVER_FACTS = ("/proc/driver/nvidia", "/proc/devices")  # read where there is a GPU

# Another process, a program, a connection.
NO_FORK, NO_PROGRAM = ("fork", "vfork"), ("execve", "execveat")
NO_PROCESS = (*NO_FORK, *NO_PROGRAM)
NO_ESCAPE = ("setsid", "setpgid")
NO_CONNECTION = ("socket", "connect", "bind", "listen", "accept", "accept4")
# Looking into, changing or signalling other processes.
NO_OTHERS = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp"),
    *("pidfd_open", "pidfd_getfd", "pidfd_send_signal", "tkill", "rt_sigqueueinfo", "setpriority", "ioprio_set"),
    *("move_pages", "migrate_pages", "shmget", "shmat", "msgget", "semget", "mq_open"),
)
# Parts of the kernel that a course never needs and that have been a way out of sandboxes.
NO_KERNEL = (
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsmount"),
    *("mount_setattr", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter"),
    *("io_uring_register", "keyctl", "add_key", "request_key", "kexec_load", "kexec_file_load", "init_module"),
    *("finit_module", "delete_module", "reboot", "swapon", "swapoff", "acct", "quotactl", "syslog", "personality"),
    *("open_by_handle_at", "name_to_handle_at", "fanotify_init", "mknod", "mknodat", "iopl", "ioperm"),
    *("settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "vhangup"),
)


@dataclass(frozen=True)
class Allowance:
    """What the student's process keeps.

    Attributes:
        folder: its private work folder, the only place it can write to.
        readable: files and folders it may read besides the system's libraries.
        memory_bytes: private memory on top of what the warm parent already had.
        file_bytes: the largest file.
        cpu_seconds: CPU time for the whole submission.
        devices: files of a GPU's driver, where the submission may use one.
    """

    folder: Path
    readable: Sequence[Path]
    memory_bytes: int
    file_bytes: int
    cpu_seconds: int
    devices: Sequence[str] = ()


def lock(allowance: Allowance) -> dict[str, str]:
    """Give up every power in `LAYERS`; return, for each layer, `"on"` or the reason why it is missing."""
    steps: dict[str, Callable[[Allowance], str]] = {
        "no new privileges": forbid_new_privileges,
        "capabilities": drop_capabilities,
        "resource limits": limit_resources,
        "landlock": restrict_files,
        "seccomp": filter_system_calls,
    }
    return {name: attempt(steps[name], allowance) for name in LAYERS}


def lock_for_programs(allowance: Allowance) -> None:
    """Give up every power but to start programs that lie where it may read, and never leave the process group.

    Raises:
        OSError: where this system lacks a layer, for nobody would be told.
    """
    for step in (
        *(forbid_new_privileges, drop_capabilities, limit_resources),
        functools.partial(restrict_files, reading=READ | FS_BIT["execute"]),
        functools.partial(filter_system_calls, processes=NO_ESCAPE),
    ):
        if (state := attempt(step, allowance)) != "on":
            raise OSError(state)


def lock_for_forks(allowance: Allowance) -> None:
    """Give up every power but to fork and to signal, once for all forks, which give up that too by `lock_fork`.

    To lock a process takes as long as a small program does. Nobody is told of a layer that this system lacks.
    """
    for step in (forbid_new_privileges, drop_capabilities, limit_resources, restrict_files):
        attempt(step, allowance)
    with contextlib.suppress(OSError):
        rules((*NO_PROGRAM, *NO_ESCAPE)).load()
        no_fork()


def lock_fork(cpu_seconds: int) -> None:
    """Give up what a process has left that was forked from one locked by `lock_for_forks`."""
    limit(resource.RLIMIT_CPU, cpu_seconds)
    with contextlib.suppress(OSError):
        load_for_me(no_fork())


def attempt(step: Callable[[Allowance], str], allowance: Allowance) -> str:
    try:
        return step(allowance)
    except (OSError, AttributeError, ImportError, RuntimeError, ValueError) as error:
        return f"missing: {error}"


def warm_up() -> None:
    """Load and make, before a fork, what `lock` needs; a system that lacks it is told by `lock`."""
    data_bytes()
    with contextlib.suppress(OSError):
        libc()
        rules(NO_PROCESS)


@functools.cache
def libc() -> ctypes.CDLL:
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, f"not available on {sys.platform}")
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def forbid_new_privileges(allowance: Allowance) -> str:  # noqa: ARG001
    checked(libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    return "on"


def die_with_parent(signal_number: int) -> None:
    """Ask the kernel to send `signal_number` to this process when its parent ends; without Linux, do nothing."""
    with contextlib.suppress(OSError):
        checked(libc().prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0), "prctl")


def drop_capabilities(allowance: Allowance) -> str:  # noqa: ARG001
    header = struct.pack("<Ii", CAPABILITY_VERSION_3, 0)
    nothing = bytes(24)
    checked(libc().capset(header, nothing), "capset")
    return "on"


def limit_resources(allowance: Allowance) -> str:
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: allowance.file_bytes,
        resource.RLIMIT_CPU: allowance.cpu_seconds,
        resource.RLIMIT_NOFILE: 256,
        # Counts private writable memory, so CUDA's reserved address space stays possible, unlike with RLIMIT_AS.
        resource.RLIMIT_DATA: data_bytes() + allowance.memory_bytes,
    }
    for kind, value in wanted.items():
        limit(kind, value)
    return "on"


def limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def data_bytes() -> int:
    """Return the private writable memory this process has now, in bytes (0 where the system does not say)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmData")), 0)


def landlock_abi() -> int:
    """Return the kernel's Landlock ABI version; raises `OSError` where there is none."""
    return checked(libc().syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1), "landlock")


def restrict_files(allowance: Allowance, reading: int = READ) -> str:
    abi = landlock_abi()
    known = (1 << FS_RIGHTS_BY_ABI.get(abi, len(FS_RIGHTS))) - 1
    kernel, attributes = libc(), landlock_attributes(abi, known)
    size = ctypes.c_size_t(len(attributes))
    ruleset = checked(kernel.syscall(LANDLOCK_CREATE_RULESET, attributes, size, 0), "landlock")
    readable: list[str | Path] = [*SYSTEM_FOLDERS, *SYSTEM_FILES, *allowance.readable]
    readable += DRIVER_FACTS if allowance.devices else ()
    try:
        for path in readable:
            allow(kernel, ruleset, Path(path), reading & known)
        allow(kernel, ruleset, Path(os.devnull), (READ | FS_BIT["write_file"]) & known)
        for path in allowance.devices:
            allow(kernel, ruleset, Path(path), DEVICE & known)
        allow(kernel, ruleset, allowance.folder, known & ~NEVER)
        checked(kernel.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0), "landlock")
    finally:
        os.close(ruleset)
    return "on" if abi >= 6 else f"on, but this kernel's Landlock (ABI {abi}) cannot close {gaps(abi)}"


def landlock_attributes(abi: int, files: int) -> bytes:
    """Return `struct landlock_ruleset_attr` as a kernel of that ABI knows it: all that is to be closed."""
    attributes = struct.pack("<Q", files)
    if abi >= 4:
        attributes += struct.pack("<Q", 0b11)  # TCP: bind and connect
    if abi >= 6:
        attributes += struct.pack("<Q", 0b11)  # abstract sockets, and signals to processes outside
    return attributes


def gaps(abi: int) -> str:
    return "signals" if abi >= 4 else "TCP and signals"


def allow(kernel: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        rights &= ON_FILES
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, handle)
        checked(kernel.syscall(LANDLOCK_ADD_RULE, ruleset, 1, rule, 0), f"landlock rule for {path.name}")
    finally:
        os.close(handle)


def filter_system_calls(allowance: Allowance, processes: Sequence[str] = NO_PROCESS) -> str:  # noqa: ARG001
    load_for_me(rules(tuple(processes)))
    return "on"


def load_for_me(calls: seccomp.Filter) -> None:
    """Load a filter with the rules for signals, which may go to this process alone."""
    for name in ("kill", "tgkill", "rt_tgsigqueueinfo"):
        calls.add(seccomp.failing_with(errno.EPERM), name, seccomp.Argument(0, seccomp.NOT_EQUAL, os.getpid()))
    calls.load()


@functools.cache
def rules(processes: tuple[str, ...]) -> seccomp.Filter:
    """Return the filter, but for signals, which only the process to be locked can allow for itself.

    To make it takes six times as long as to load it, so each process has that of the one which it was forked from.
    """
    denied, calls = seccomp.failing_with(errno.EPERM), seccomp.Filter()
    for name in (*processes, *NO_CONNECTION, *NO_OTHERS, *NO_KERNEL):
        calls.add(denied, name)
    if "fork" in processes:
        calls.add(denied, "clone", PROCESS)
    for flag in CLONE_NAMESPACES:
        calls.add(denied, "clone", seccomp.Argument(0, seccomp.MASKED_EQUAL, flag, flag))
    # clone3 hides its flags in memory; at ENOSYS, libc falls back to clone.
    calls.add(seccomp.failing_with(errno.ENOSYS), "clone3")
    calls.add(denied, "prlimit64", seccomp.Argument(0, seccomp.NOT_EQUAL, 0))
    for command in (8, 10, 15):  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals by way of a file
        calls.add(denied, "fcntl", seccomp.Argument(1, seccomp.EQUAL, command))
    return calls


@functools.cache
def no_fork() -> seccomp.Filter:
    """Return the filter of what `lock_for_forks` leaves, but for signals; it is made before the forks."""
    denied, calls = seccomp.failing_with(errno.EPERM), seccomp.Filter()
    for name in NO_FORK:
        calls.add(denied, name)
    calls.add(denied, "clone", PROCESS)
    return calls
