"""Owns the front door, `python3 -m lms`: it finds a Python that is new enough and hands over to it.

It must not use words newer than Python 3.6, because an older Python has to read this file in order to
say what is wrong; everything else of the set-up is in lms/bootstrap.py.
"""

import os
import shutil
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def main() -> None:
    """Run the words of the command line, `lms demo` if there are none."""
    if not OLDEST <= tuple(sys.version_info[:2]) <= NEWEST:
        _start_again_with_another_python()
    from lms import bootstrap

    bootstrap.main(sys.argv[1:])


def _start_again_with_another_python() -> None:
    """Become a Python of this machine that is new enough, or say which one is needed."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        python = shutil.which(f"python3.{minor}")
        # Version managers leave commands behind that only say “not installed”, so each one is tried.
        if python and subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.environ["PYTHONPATH"] = here
            os.execv(python, [python, "-m", "lms", *sys.argv[1:]])
    found = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(
        f"lms: This is Python {found}, and Alongside needs 3.11, 3.12 or 3.13: "
        "install one of those (on Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv) "
        "and start it by its name, such as “python3.12 -m lms”."
    )


if __name__ == "__main__":
    main()
