"""How one person writes: greeting, length, habits and the foot of a mail."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Voice:
    """Habits of one writer. ``program`` is how their mail program quotes: "outlook", "gmail" or "plain"."""

    hello: str
    bye: str
    long: float
    lower: bool
    bangs: bool
    program: str
    html: bool
    device_foot: str

    def steady(self) -> Voice:
        """The same person without the habits that would blur a quotation."""
        return replace(self, hello="Hello {first},", lower=False, bangs=False, device_foot="")

    def dress(self, text: str) -> str:
        """``text`` with this writer's punctuation and case."""
        if self.bangs and text.endswith("."):
            text = text[:-1] + "!"
        return text[:1].lower() + text[1:] if self.lower and not text.startswith(("I ", "I'")) else text


_HELLOS_THEIRS = (
    "Hi {first},",
    "Hello {first},",
    "Hi {first}",
    "Dear {first},",
    "{first},",
    "Good {part},",
    "Hi all,",
    "Hello,",
    "Morning {first},",
    "hi {first}",
)
_HELLOS_OURS = ("Hi {first},", "Hello {first},", "Dear {first},", "Good {part} {first},", "Hi {first}", "Hello {first}")
_BYES = (
    "Kind regards,\n{name}", "Best,\n{first}", "Regards\n{name}", "Best wishes,\n{first}", "Thanks,\n{first}", "Many thanks,\n{name}",
    "Cheers\n{first}", "All the best,\n{first}", "{first}", "KR\n{first}", "Yours,\n{name}", "Warm regards,\n{name}",
)  # fmt: skip


def make_voice(rng: random.Random, *, ours: bool = False) -> Voice:
    """A random but settled way of writing; colleagues of ours write a little more alike."""
    return Voice(
        hello=rng.choice(_HELLOS_OURS if ours else _HELLOS_THEIRS),
        bye=rng.choice(_BYES[:6] if ours else _BYES),
        long=rng.uniform(0.3, 0.7) if ours else rng.uniform(0.1, 0.9),
        lower=not ours and rng.random() < 0.07,
        bangs=not ours and rng.random() < 0.1,
        program=rng.choice(("outlook", "outlook", "gmail", "plain")),
        html=rng.random() < 0.45,
        device_foot=""
        if ours
        else rng.choice(("", "", "", "", "Sent from my iPhone", "Sent from my phone, please excuse typos")),
    )


def hello(voice: Voice, first: str, hour: float) -> str:
    """The first line of a mail sent at that London hour."""
    part = "morning" if hour < 12 else "afternoon" if hour < 17.5 else "evening"
    opening = "Good {part}," if voice.hello.startswith("Morning") and hour >= 12 else voice.hello
    line = opening.format(first=first, part=part)
    return line if line.startswith("hi") else line[:1].upper() + line[1:]
