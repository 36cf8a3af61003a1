"""Variables for the processes of jobs."""

import os
import subprocess
import sys

import numpy as np
import pytest

from taskcomplexity.processor import SKYLAKE_FLAGS, fast_environment

ZEN_4 = f"vendor_id\t: AuthenticAMD\nflags\t\t: fpu {' '.join(SKYLAKE_FLAGS)} vme\n"


def test_amd_processors_with_avx512_get_the_kernels_for_it():
    assert fast_environment(ZEN_4)["OPENBLAS_CORETYPE"] == "SkylakeX"


@pytest.mark.parametrize(
    "cpuinfo",
    [ZEN_4.replace("AuthenticAMD", "GenuineIntel"), ZEN_4.replace("avx512bw", ""), ""],
)
def test_others_are_left_to_openblas(cpuinfo):
    assert "OPENBLAS_CORETYPE" not in fast_environment(cpuinfo)


def test_a_process_computes_the_same_with_the_variables():
    program = (
        "import numpy as np\n"
        "a = np.random.default_rng(0).random((70, 90), np.float32)\n"
        "print(repr(float((a @ a.T).sum())))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **fast_environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    a = np.random.default_rng(0).random((70, 90), np.float32).astype(np.float64)
    assert float(found.stdout) == pytest.approx((a @ a.T).sum(), rel=1e-5)
