"""What happens when a run has ended, whether it went well or not: the page of results.

Nothing runs again for it, and where nothing was asked for that it shows there is none.
"""

import atexit

from taskcomplexity.page.join import PAGE, join
from taskcomplexity.page.ran import stage_times


@cache
def tell_how_to_go_on():
    """Say at the end of a run that was interrupted how it goes on."""
    line = "Stopped. What was finished stays; the same command goes on from there."
    atexit.register(print, line, file=sys.stderr)


@cache
def end_with_page():
    """Join the parts of the page when this process ends, which leaves the working folder before."""
    prefixed = workflow.modifier.path_modifier.replace_prefix
    atexit.register(join_page, RESULTS.resolve(), Path(prefixed("logs")).resolve())


def join_page(home, logs):
    """Write the page of what is there, and print where it lies as the last line."""
    try:
        page = join(home, PAGES, {"stages": stage_times(logs / "benchmarks", STUDIES)})
    except (OSError, ValueError) as error:
        print(f"{home / PAGE} is not made: {error}", file=sys.stderr)
    else:
        if page:
            print(f"Begin here: {page}", file=sys.stderr)
