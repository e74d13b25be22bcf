"""What the process that reads papers may take: memory, time, no files, no further processes."""

import contextlib
import os
import sys

MEMORY = 1536 << 20
"""Bytes: a page of 120 million pixels in colour, twice over, and the libraries."""
PROCESSOR_SECONDS = 30
"""For one page, or one signature check; an ordinary page takes a fifth of one."""
_OPEN_FILES = 32
_NICE = 10

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _BELOW_NORMAL = 0x4000
    _LIMIT_PROCESS_MEMORY = 0x100
    _LIMIT_ACTIVE_PROCESS = 0x8
    _KILL_ON_CLOSE = 0x2000
    _EXTENDED = 9

    class _Basic(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class _Extended(ctypes.Structure):
        _fields_ = [
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    def confine(memory: int = MEMORY) -> None:
        """Confine this process; afterwards it may only read what it is given.

        Args:
            memory: bytes that it may ask for.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetPriorityClass.argtypes = (wintypes.HANDLE, wintypes.DWORD)
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = (
            _LIMIT_PROCESS_MEMORY | _LIMIT_ACTIVE_PROCESS | _KILL_ON_CLOSE
        )
        limits.BasicLimitInformation.ActiveProcessLimit = 1
        limits.ProcessMemoryLimit = memory
        own = kernel.GetCurrentProcess()
        job = kernel.CreateJobObjectW(None, None)  # it is closed with the process
        if not kernel.SetInformationJobObject(
            job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits)
        ) or not kernel.AssignProcessToJobObject(job, own):
            raise ctypes.WinError(ctypes.get_last_error())
        kernel.SetPriorityClass(own, _BELOW_NORMAL)

    def allow_time(seconds: int = PROCESSOR_SECONDS) -> None:
        """Do nothing: the program watches how long it takes."""
else:
    import resource

    def confine(memory: int = MEMORY) -> None:
        """Confine this process; afterwards it may only read what it is given.

        Args:
            memory: bytes that it may ask for.
        """
        os.nice(_NICE)
        for what, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),  # a core would leave the paper on the disk
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
            (resource.RLIMIT_NPROC, 0),
        ):
            # A stricter limit of the system's own stays.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))

    def allow_time(seconds: int = PROCESSOR_SECONDS) -> None:
        """Let it work so many seconds of the processor from now; then the system ends it."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + seconds
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def memory_in_use() -> int:
    """Return bytes of memory that this process holds; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
