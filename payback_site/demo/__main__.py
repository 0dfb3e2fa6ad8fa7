"""`python -m payback_site.demo [FOLDER]`: until Ctrl-C, SIGTERM or a closed terminal."""

import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from payback_site.demo.errors import DemoError
from payback_site.demo.run import Demo
from payback_site.embedded import EmbeddedError, FolderBusy

FOLDER = Path(__file__).resolve().parents[2] / "var"
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """0 after a wished end, 1 when something could not start or ended by itself."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for number in ENDINGS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)
    try:
        Demo(folder, say=say).run()
    except KeyboardInterrupt:
        return 0
    except FolderBusy as error:
        say(f"{error} It may be the demo itself; its addresses are in {folder / 'demo.json'}.")
    except (DemoError, EmbeddedError) as error:
        say(str(error))
    return 1


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """The first signal ends the demo in order; later ones do not disturb that."""
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def say(text: str) -> None:
    """One message at once; a terminal that is gone is no reason to fail."""
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
