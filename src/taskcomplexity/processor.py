"""What the processor can do that libraries overlook."""

from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
SKYLAKE_FLAGS = {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}


def blas_environment(cpuinfo: str | None = None) -> dict[str, str]:
    """Return environment variables that bring NumPy's BLAS to full speed here.

    The OpenBLAS of NumPy's wheels takes AMD processors with AVX-512 (Zen 4, Zen 5) for older ones
    and leaves half of their speed unused. Named the kernels to use, it does not. It reads the
    variable when NumPy is first imported.

    Parameters
    ----------
    cpuinfo
        What Linux tells of the processor; read where nothing is given.

    Returns
    -------
    dict
        Empty where OpenBLAS knows best.
    """
    if cpuinfo is None:
        cpuinfo = CPUINFO.read_text() if CPUINFO.exists() else ""
    told = dict(
        (part.strip() for part in line.split(":", 1)) for line in cpuinfo.splitlines() if ":" in line
    )
    if told.get("vendor_id") == "AuthenticAMD" and SKYLAKE_FLAGS <= set(told["flags"].split()):
        return {"OPENBLAS_CORETYPE": "SkylakeX"}
    return {}
