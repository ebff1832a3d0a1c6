"""The flow contract: nothing committed late is passed over, a failing ref stands alone, a rerun changes nothing."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from kingpost import flow
from kingpost.evidence import changes, stage
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import Bookmark, Quarantine
from kingpost.evidence.stage import Stage, run_once
from kingpost.toolbox.sql import rows


def append(*refs: int) -> None:
    with transaction.atomic():
        changes.append({Stream.RECORD: refs})


def collecting(into: list[int], bad: frozenset[int] = frozenset()) -> Stage:
    def work(refs):
        if bad & set(refs):
            raise ValueError(f"cannot work out {sorted(bad & set(refs))}")
        into.extend(refs)
        return {Stream.ENTITY: refs}

    return Stage("collect", Stream.RECORD, work, batch=50)


@pytest.mark.django_db
def test_changes_are_collapsed_and_read_once():
    append(1, 2)
    append(2, 3)
    seen: list[int] = []
    assert (run_once(collecting(seen)), run_once(collecting(seen)), seen) == (3, 0, [1, 2, 3])


@pytest.mark.django_db
def test_what_many_rest_on_is_worked_out_once_a_block(monkeypatch):
    monkeypatch.setattr(stage, "BLOCK", 200)
    client, seen = 1000, []
    for first in range(0, 400, 20):
        append(*range(first, first + 20), client)
    while run_once(collecting(seen)):
        pass
    assert sorted(set(seen)) == [*range(400), client]
    assert seen[-1] == client, "also after what came last"
    assert len(seen) == 400 + seen.count(client) and 2 <= seen.count(client) <= 4


@pytest.mark.django_db
def test_one_bad_ref_is_put_aside_and_the_rest_goes_on():
    append(*range(1, 41))
    seen: list[int] = []
    run_once(collecting(seen, frozenset({17})))
    [bad] = Quarantine.objects.all()
    assert sorted(seen) == [n for n in range(1, 41) if n != 17] and (bad.remote_id, bad.stage) == ("17", "collect")
    assert "cannot work out [17]" in bad.error


@pytest.mark.django_db
def test_a_stage_does_not_overtake_the_one_it_comes_after():
    earlier, seen, later = collecting([]), [], []
    behind = replace(collecting(later), name="behind", after=("collect",))
    append(1, 2)
    run_once(earlier)
    append(3)
    assert (run_once(behind), run_once(behind), later) == (2, 0, [1, 2])
    run_once(collecting(seen))
    assert (run_once(behind), later, seen) == (1, [1, 2, 3], [3])


def test_what_is_taken_ahead_in_a_storm_keeps_apart_from_who_is_who():
    """Two processes that both settled who somebody is would write the same rows: a load by two of them, or two workers."""
    first, identity = flow.STAGES[:2]
    assert (first.name, first.apart) == ("first", (identity.name,))


@pytest.mark.django_db(transaction=True)
def test_of_stages_that_keep_apart_one_works_at_a_time():
    works, may_end = threading.Event(), threading.Event()
    seen: list[int] = []
    ahead = replace(collecting(seen), name="ahead", apart=("collect",))
    append(1)
    assert (run_once(collecting([])), run_once(ahead)) == (1, 1), "one after the other both do"
    append(2)

    def slowly(refs):
        works.set()
        assert may_end.wait(20)
        return {}

    def elsewhere(stage: Stage) -> threading.Thread:
        def run() -> None:
            try:
                run_once(stage)
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        assert works.wait(20)
        return thread

    for slow, other in ((replace(collecting([]), work=slowly), ahead), (replace(ahead, work=slowly), collecting(seen))):
        other_process = elsewhere(slow)
        assert run_once(other) == 0, f"{other.name} beside {slow.name}"
        may_end.set()
        other_process.join()
        assert run_once(other) == 1, f"{other.name} after {slow.name}"
        works.clear()
        may_end.clear()
        append(3)


@pytest.mark.django_db
def test_a_stage_takes_little_at_a_time_unless_much_waits():
    seen: list[int] = []
    little = replace(collecting(seen), little=8)
    append(*range(60))
    assert [run_once(little) for _ in range(4)] == [50, 8, 2, 0]
    assert sorted(seen) == list(range(60))


@pytest.mark.django_db
def test_what_a_stage_made_is_passed_on():
    append(5)
    run_once(collecting([]))
    assert rows("SELECT ref FROM change WHERE stream = %s", [int(Stream.ENTITY)]) == [(5,)]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_and_a_reader_lose_nothing():
    writers, each = 4, 60

    def write(number: int) -> None:
        try:
            for n in range(each):
                append(number * 1000 + n)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    seen: list[int] = []
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        run_once(collecting(seen))
    while run_once(collecting(seen)):
        pass
    assert sorted(seen) == sorted(w * 1000 + n for w in range(writers) for n in range(each))


@pytest.mark.django_db
def test_pruning_keeps_what_a_stage_has_not_read():
    append(1, 2, 3)
    run_once(collecting([]))
    append(4)
    assert changes.prune(keep=0) > 0
    seen: list[int] = []
    run_once(collecting(seen))
    assert seen == [4] and Bookmark.objects.get().position > 0
