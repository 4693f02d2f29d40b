"""Text of somebody else's, made safe to print: names, and what exceptions say."""

from __future__ import annotations

LONGEST = 120
"""Characters of a name."""

_MOST = 1000
"""Characters of a message that are printed."""


def printable(text: str) -> str:
    """The text on one line, with escapes in the place of what would move a cursor, change a
    colour, or cannot be encoded.
    """
    line = " ".join(text[: 2 * _MOST].split())
    line = line if len(line) <= _MOST else line[:_MOST] + " ..."
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line
    )


def worded(error: BaseException) -> str:
    """Type and message of an exception, on one line."""
    try:
        message = str(error)
    except BaseException as odd:
        message = f"(its message cannot be read: {type(odd).__name__})"
    return printable(f"{type(error).__name__}: {message}")


def fault_of_name(name: object) -> str:
    """Why this is no name for an entry, a problem or an oracle; empty if it is one."""
    if not isinstance(name, str):
        return f"its name is {printable(repr(name))}; give a string"
    reasons = (
        (not name.strip(), "is blank"),
        (name != name.strip(), "begins or ends with a space"),
        (not name.isprintable(), "holds characters that cannot be printed"),
        ("/" in name or "\\" in name, "holds a path separator"),
        (" @ " in name, "holds ' @ ', which parts the names of a claim"),
        (len(name) > LONGEST, f"has {len(name)} characters, more than {LONGEST}"),
    )
    shown = name if len(name) <= LONGEST else name[:LONGEST] + "..."
    return next(
        (f"its name {shown!a} {reason}; give another" for bad, reason in reasons if bad), ""
    )
