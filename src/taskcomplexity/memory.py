"""How the processes of jobs handle memory."""

MEBIBYTE = 2**20

# The C library of Linux gives large blocks back to the system as soon as they are free. The
# results in between of every step would come as fresh pages then, which can cost more than the
# step; it is told to keep them, and to ask for them in large pages. Elsewhere the variables mean
# nothing.
KEEP_FREED_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 * MEBIBYTE),
    "MALLOC_TRIM_THRESHOLD_": str(512 * MEBIBYTE),
    "MALLOC_TOP_PAD_": str(64 * MEBIBYTE),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
