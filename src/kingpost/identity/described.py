"""What a record comes to: its match keys, profile and blocking keys, and what of that is new. Pure, so many records are described on every core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kingpost.identity.blocking import blocking_keys, under
from kingpost.identity.clusters import told_apart_by
from kingpost.identity.keys import match_keys
from kingpost.identity.profiles import KINDS, Parent, Profile, parts_of_parent, profile
from kingpost.identity.said import Said

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_decode_states = msgspec.json.Decoder(list[dict[str, Any]]).decode
_encode = msgspec.json.Encoder().encode
read_profile = msgspec.json.Decoder(Profile).decode


class Blocks(NamedTuple):
    """The blocking keys of a record by how they differ from what was kept; nothing when its profile is as it was."""

    gained: list[int]
    lost: list[int]
    stayed: list[int]
    under_gained: list[int]  # the key it is found by when its organisation changes
    under_lost: list[int]


class Described(NamedTuple):
    """One record: what identity keeps of it from now on, and how that differs from what was kept."""

    record: int
    key: str
    match_keys: list[str]
    keys_gained: list[str]
    keys_lost: list[str]
    profile: str | None  # as it is stored; None: it has none
    had: str | None
    blocks: Blocks
    entity: int | None
    moved: bool  # which cluster it is in may have changed, whatever its pairs say
    passed_on: bool  # it is an organisation, and what its people and projects take over from it is new
    model: int


def describe(said: Sequence[Said]) -> list[Described]:
    """What these records come to."""
    return [_describe(one) for one in said]


def _describe(said: Said) -> Described:
    fields = _decode(said.fields) if said.fields else {}
    wanted = match_keys(said.kind, said.remote_id, fields) if said.kind else said.match_keys
    gained, lost = _differences(wanted, said.match_keys)
    made = _profile(said, fields) if said.live and said.kind in KINDS else None
    text = _encode(made).decode() if made else None
    moved = bool(said.entity is None or said.judged or gained or lost or said.kind is None)
    blocks, passed_on = Blocks([], [], [], [], []), False
    if text != said.profile:
        held = read_profile(said.profile) if said.profile else None
        blocks = _blocks(made, held)
        moved = moved or held is None or made is None or told_apart_by(made) != told_apart_by(held)
        passed_on = (
            said.kind == "client"
            and made is not None
            and (held is None or parts_of_parent(made) != parts_of_parent(held))
        )
    return Described(
        said.record, said.key, wanted, gained, lost, text, said.profile, blocks, said.entity, moved, passed_on, said.model
    )  # fmt: skip


def _blocks(made: Profile | None, held: Profile | None) -> Blocks:
    """The blocking keys of a profile; those it gained and lost; the key of its organisation gained and lost."""
    mine, had = blocking_keys(made) if made else set(), blocking_keys(held) if held else set()
    over, was_over = under(made) if made else set(), under(held) if held else set()
    return Blocks(list(mine - had), list(had - mine), list(mine & had), list(over - was_over), list(was_over - over))


def _differences(wanted: list[str], held: list[str]) -> tuple[list[str], list[str]]:
    """What is new, and what is no more."""
    if wanted == held:
        return [], []
    return [key for key in wanted if key not in held], [key for key in held if key not in wanted]


def _profile(said: Said, fields: Mapping[str, Any]) -> Profile:
    """The profile a record should have."""
    parent = None
    if said.parent:
        parent = Parent(said.parent, said.parent_title, {"domain": said.parent_domain, "website": said.parent_website})
    before = _decode_states(said.before) if said.before else ()
    made = profile(str(said.kind), said.system, said.title, fields, parent, before, said.home)
    made.model = said.model
    return made
