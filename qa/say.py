"""One language on the screen: Chinese, unless the locale asks for English."""

import os

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the order in which POSIX looks


def say(zh: str, en: str) -> str:
    """Return `en` where the locale asks for English, else `zh`.

    C, POSIX and an unset locale ask for nothing, so they get Chinese: the reports are Chinese.
    """
    return en if english() else zh


def english() -> bool:
    """Whether the locale asks for English."""
    locale = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    return locale.lower().startswith("en")
