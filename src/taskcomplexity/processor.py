"""How the processes of jobs are started so that they compute at full speed."""

from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
SKYLAKE_FLAGS = {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}
MEBIBYTE = 2**20


def fast_environment(cpuinfo: str | None = None) -> dict[str, str]:
    """Return environment variables that let a process compute at full speed on this machine.

    Parameters
    ----------
    cpuinfo
        What Linux tells of the processor; read where nothing is given.

    Returns
    -------
    dict
        Variables that are read at the start of a process. The sizes of memory mean something to
        Linux alone and do no harm elsewhere.

    Notes
    -----
    Two libraries are told what they do not find out by themselves. The OpenBLAS of NumPy's wheels
    takes AMD processors with AVX-512 (Zen 4, Zen 5) for older ones and leaves half of their speed
    unused, so the kernels are named to it. And the C library returns large blocks of memory to
    the system as soon as they are free, so that the intermediate results of every step come as
    fresh pages, which costs more than the step itself; it is told to keep them.
    """
    if cpuinfo is None:
        cpuinfo = CPUINFO.read_text() if CPUINFO.exists() else ""
    told = dict(
        (part.strip() for part in line.split(":", 1))
        for line in cpuinfo.splitlines()
        if ":" in line
    )
    variables = {
        "MALLOC_MMAP_THRESHOLD_": str(32 * MEBIBYTE),
        "MALLOC_TRIM_THRESHOLD_": str(512 * MEBIBYTE),
        "MALLOC_TOP_PAD_": str(64 * MEBIBYTE),
    }
    if told.get("vendor_id") == "AuthenticAMD" and set(told["flags"].split()) >= SKYLAKE_FLAGS:
        variables["OPENBLAS_CORETYPE"] = "SkylakeX"
    return variables
