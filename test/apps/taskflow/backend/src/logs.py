"""One plain line per event on standard error, unwrapped, so that it can be searched."""

import logging
import os
from typing import NoReturn

log = logging.getLogger("app")


def configure(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers = [handler]
    log.propagate = False
    log.setLevel(level.upper())


def give_up(message: str) -> NoReturn:
    """Ends the process at once: the server would bury the sentence under its own traceback."""
    log.error(message)
    os._exit(3)
