"""Running a connector: every fault ends in a plain sentence on the Systems page, and what came before it is kept."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from tests import builders as b

from kingpost.connectors.base import Gone, Malformed, Native, Page, Refused, StaleCursor, Unavailable, Unreadable
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import Completeness, SyncRun, Vanishing
from kingpost.evidence.sync import sync
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db(transaction=True)


class Shaky(b.Notebook):
    """A notebook that raises after its pages, or lists other ids than it gives."""

    def __init__(self, pages=(), error=None, listed=None):
        super().__init__(pages=pages)
        self.error, self.listed = error, listed

    def read(self, cursor):
        yield from super().read(cursor)
        if self.error:
            raise self.error

    def ids(self, kind):
        return self.listed if self.listed is not None else super().ids(kind)


@pytest.fixture
def plug(monkeypatch):
    """Have every system open this connector."""
    return lambda connector: monkeypatch.setattr(syncing, "open_connector", lambda system: connector)


def pages(*names: str) -> list[Page]:
    return [Page([b.native(b.client(name))], number) for number, name in enumerate(names, 1)]


def held() -> int:
    return rows("SELECT count(*) FROM record WHERE gone_at IS NULL AND native_key IS NOT NULL")[0][0]


@pytest.mark.parametrize(
    "error",
    [Refused("The password was not accepted."), Malformed("Half a page."), ZeroDivisionError("a fault of ours")],
)
def test_a_fault_keeps_what_came_before_and_is_told(plug, error):
    plug(Shaky(pages("Aldgate Freight", "Pell & Sons"), error))
    run = sync(b.system())
    assert (held(), run.error, run.ended_at is not None) == (2, str(error), True)


def test_the_next_run_goes_on_behind_the_last_page_kept(plug):
    plug(Shaky(pages("Aldgate Freight"), Unavailable("time-out")))
    sync(b.system())
    plug(Shaky(pages("Aldgate Freight", "Pell & Sons")))
    assert (sync(b.system()).read, held()) == (1, 2)


def test_a_system_that_asks_to_wait_is_left_alone_until_then(plug):
    plug(Shaky(error=Unavailable("429 too many requests", wait=7200)))
    run = sync(b.system())
    assert run.retry_at - clock.now() > timedelta(seconds=7000) and syncing.due() == []


def test_failures_in_a_row_wait_longer_each_time(plug):
    plug(Shaky(error=Unavailable("time-out")))
    waits = [(run := sync(b.system())).retry_at - run.ended_at for _ in range(3)]
    assert waits == sorted(waits) and waits[0] < waits[2]


def test_a_page_that_comes_back_for_ever_is_stopped(plug):
    same = pages("Aldgate Freight")[0]

    class Stuck(Shaky):
        def read(self, cursor):
            while True:
                yield same

    plug(Stuck([same]))
    assert "same page again and again" in sync(b.system()).error and held() == 1


def test_a_stale_cursor_means_reading_from_the_start(plug):
    class Moved(Shaky):
        def read(self, cursor):
            if cursor is not None:
                raise StaleCursor("the mailbox was rebuilt")
            yield from super().read(None)

    plug(Moved(pages("Aldgate Freight")))
    sync(b.system())
    run = sync(b.system())
    assert (run.error, run.notes) == ("", ["Read again from the start: the mailbox was rebuilt"])


def test_completeness_is_proven_by_ids(plug):
    plug(
        Shaky(
            pages("Aldgate Freight", "Pell & Sons"),
            listed=["client/Aldgate Freight", "client/Pell & Sons", "client/Brightwater Dental"],
        )
    )
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (proof.held, proof.counted, proof.missing, proof.whole) == (2, 3, 1, False)


def test_what_lands_while_the_ids_are_listed_is_not_gone(plug):
    class Written(Shaky):
        def ids(self, kind):
            listed = super().ids(kind)
            if not b.rows("SELECT FROM record WHERE remote_id = 'Pell & Sons'"):
                b.tell(b.system(), b.client("Pell & Sons"), settle=False)  # our own write is read back
            return listed

    plug(Written(pages("Aldgate Freight")))
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (held(), proof.surplus, proof.gone) == (2, 0, 0)
    plug(Shaky(pages("Aldgate Freight")))
    sync(b.system())
    assert held() == 1, "it is not listed by the next proof either"


def test_equal_counts_do_not_hide_one_missing_and_one_too_many(plug):
    names = [f"Client {n}" for n in range(40)]
    plug(Shaky(pages(*names), listed=[*(f"client/{n}" for n in names[1:]), "client/Brightwater Dental"]))
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (proof.held, proof.counted, proof.missing, proof.gone) == (39, 40, 1, 1)


def test_a_list_that_shrinks_to_nothing_deletes_nothing_and_cries_out(plug):
    names = [f"Client {n}" for n in range(20)]
    plug(Shaky(pages(*names)))
    sync(b.system())
    plug(Shaky(pages(*names), listed=[]))
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (held(), proof.surplus, proof.whole) == (20, 20, False)
    [asked] = Vanishing.objects.all()
    assert (asked.missing, asked.held, asked.settled_at) == (20, 20, None)


def test_after_a_person_agrees_the_vanished_are_removed(plug):
    names = [f"Client {n}" for n in range(20)]
    plug(Shaky(pages(*names)))
    sync(b.system())
    plug(Shaky(pages(*names), listed=[f"client/{n}" for n in names[:4]]))
    sync(b.system())
    Vanishing.objects.update(settled_at=clock.now(), settled_by=b.user("priya@harrowlane.example"), remove=True)
    sync(b.system())
    assert held() == 4
    plug(Shaky(pages(*names[:4]), listed=[]))
    sync(b.system())
    assert held() == 4, "that yes was for what had vanished then"
    assert Vanishing.objects.filter(settled_at=None).get().missing == 4


NAMES = [f"Client {n}" for n in range(40)]


def told_gone(*names: str, cursor: int = 99) -> Page:
    return Page([], cursor, gone=[Gone("note", f"client/{name}") for name in names])


def test_a_system_that_says_everything_is_deleted_is_not_believed_until_a_person_agrees(plug):
    plug(Shaky(pages(*NAMES)))
    sync(b.system())
    plug(Shaky([*pages(*NAMES), told_gone(*NAMES)], listed=[]))
    run = sync(b.system())
    assert (held(), run.gone, run.error) == (40, 0, "")
    [asked] = Vanishing.objects.all()
    assert (asked.missing, asked.held, asked.settled_at) == (40, 40, None)
    sync(b.system())
    assert (held(), Vanishing.objects.count()) == (40, 1), "it is asked once, and nothing goes meanwhile"
    Vanishing.objects.update(settled_at=clock.now(), settled_by=b.user("priya@harrowlane.example"), remove=True)
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (held(), proof.surplus, proof.whole) == (0, 0, True)


@pytest.mark.parametrize("answered", [None, False, True])
def test_when_all_is_back_nobody_is_asked_any_longer_and_the_next_time_anew(plug, answered):
    plug(Shaky(pages(*NAMES)))
    sync(b.system())
    plug(Shaky([*pages(*NAMES), told_gone(*NAMES)], listed=[]))
    sync(b.system())
    if answered is not None:
        priya = b.user("priya@harrowlane.example")
        Vanishing.objects.update(settled_at=clock.now(), settled_by=priya, remove=answered)
    plug(Shaky(pages(*NAMES)))
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (held(), proof.whole, Vanishing.objects.filter(settled_at=None).count()) == (40, True, 0)
    plug(Shaky([*pages(*NAMES), told_gone(*NAMES, cursor=100)], listed=[]))
    sync(b.system())
    assert (held(), Vanishing.objects.get(settled_at=None).missing) == (40, 40)


def test_what_is_said_to_be_deleted_but_still_listed_stays(plug):
    plug(Shaky(pages(*NAMES)))
    sync(b.system())
    plug(Shaky([*pages(*NAMES), told_gone(*NAMES)]))
    sync(b.system())
    assert (held(), Vanishing.objects.count()) == (40, 0)


def test_a_clear_out_said_page_by_page_is_asked_about_as_well(plug):
    plug(Shaky(pages(*NAMES)))
    sync(b.system())
    by_page = [told_gone(name, cursor=50 + n) for n, name in enumerate(NAMES[:30])]
    plug(Shaky([*pages(*NAMES), *by_page], listed=[f"client/{name}" for name in NAMES[30:]]))
    run = sync(b.system())
    assert (held(), run.gone) == (35, 5), "the first few are ordinary"
    assert Vanishing.objects.get().missing == 25


@contextmanager
def reading_elsewhere(at):
    """Another process reads this system: it holds the lock and its run has no end yet."""
    SyncRun.objects.create(system=at, started_at=clock.now())
    params = {
        k: v
        for k, v in connection.get_connection_params().items()
        if k in ("dbname", "user", "password", "host", "port")
    }
    with psycopg.connect(**params) as other:
        schema = rows("SELECT current_schema()")[0][0]
        other.execute("SELECT pg_advisory_lock(hashtext(%s), hashtext(%s))", [schema, f"sync:{at.pk}"])
        yield


def test_a_second_sync_of_the_same_system_is_refused(plug):
    plug(Shaky(pages("Aldgate Freight")))
    at = b.system()
    with reading_elsewhere(at):
        assert syncing.due() == []
        with pytest.raises(syncing.Busy, match="is being read already"):
            sync(at)
    assert SyncRun.objects.count() == 1


def test_an_interrupted_read_goes_on_at_once_and_is_closed_by_the_next(plug):
    plug(Shaky(pages("Aldgate Freight")))
    at = b.system()
    SyncRun.objects.create(system=at, started_at=clock.now())  # its process died: nobody holds the lock
    assert syncing.due() == [at]
    run = sync(at)
    assert [(r.error, r.ended_at is not None) for r in SyncRun.objects.order_by("id")] == [
        (syncing.INTERRUPTED, True),
        ("", True),
    ]
    assert run.changed == 1 and syncing.due() == []


def test_a_read_that_is_always_interrupted_waits_so_that_others_get_their_turn(plug):
    at, now = b.system(), clock.now()
    for _ in range(syncing.GO_ON_AT_ONCE):
        SyncRun.objects.create(system=at, started_at=now, ended_at=now, error=syncing.INTERRUPTED)
    last = SyncRun.objects.create(system=at, started_at=now)
    assert syncing.due() == []
    SyncRun.objects.filter(pk=last.pk).update(started_at=now - timedelta(seconds=syncing.RETRY_AFTER[0] + 1))
    assert syncing.due() == [at]


def test_a_clock_that_was_ahead_and_is_set_back_stops_no_reads(plug):
    at = b.system()
    ahead = clock.now() + timedelta(days=365)
    SyncRun.objects.create(
        system=at, started_at=ahead, ended_at=ahead, error="time-out", retry_at=ahead + timedelta(hours=1)
    )
    assert syncing.due() == [at]


def test_what_a_read_missed_is_fetched_one_by_one(plug):
    aldgate, pell = (b.native(b.client(name)) for name in ("Aldgate Freight", "Pell & Sons"))

    class Forgetful(Shaky):
        def read(self, cursor):
            yield Page([aldgate], 1)

        def read_one(self, kind, remote_id):
            return {n.remote_id: n for n in (aldgate, pell)}.get(remote_id)

    plug(Forgetful(listed=[aldgate.remote_id, pell.remote_id]))
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (held(), proof.missing, proof.whole) == (2, 0, True)


def test_an_object_that_could_not_be_read_is_tried_again(plug):
    good = b.native(b.client("Aldgate Freight"))

    class Mending(Shaky):
        def read(self, cursor):
            if cursor is None:
                yield Page([], 1, unreadable=[Unreadable("note", good.remote_id, "half an answer")])

        def read_one(self, kind, remote_id):
            return good

    plug(Mending(listed=[good.remote_id]))
    sync(b.system())
    assert held() == 1 and rows("SELECT count(*) FROM quarantine WHERE settled_at IS NULL") == [(0,)]


class Broken(Shaky):
    """One note that cannot be read, until it is deleted."""

    def __init__(self, *, deleted=False, listed=("client/Aldgate Freight",)):
        super().__init__(listed=[] if deleted else list(listed))
        self.deleted = deleted

    def read(self, cursor):
        if cursor is None:
            yield Page([], 1, unreadable=[Unreadable("note", "client/Aldgate Freight", "half an answer")])

    def read_one(self, kind, remote_id):
        if not self.deleted:
            raise Malformed("Still half an answer.")


def test_what_could_not_be_read_and_is_deleted_since_is_counted_no_longer(plug):
    plug(Broken())
    for _ in range(2):
        sync(b.system())
    [proof] = Completeness.objects.all()
    assert (proof.unreadable, proof.whole) == (1, False)
    plug(Broken(deleted=True))
    sync(b.system())
    [proof] = Completeness.objects.all()
    assert (proof.unreadable, proof.whole) == (0, True)
    assert rows("SELECT count(*) FROM quarantine WHERE settled_at IS NULL") == [(0,)]


def test_a_better_translation_is_applied_to_what_is_kept(plug):
    plug(Shaky(pages("Aldgate Freight", "Pell & Sons")))
    sync(b.system())

    class Better(Shaky):
        translator = 2

        @staticmethod
        def translate(native):
            [statement] = Shaky.translate(native)
            if statement.title == "Aldgate Freight":
                statement.fields["city"] = "Tilbury"
            return [statement]

        def read(self, cursor):
            return iter(())

    plug(Better(pages("Aldgate Freight", "Pell & Sons")))
    sync(b.system())
    assert rows("SELECT title, count(*), max(fields->>'city') FROM version GROUP BY 1 ORDER BY 1") == [
        ("Aldgate Freight", 2, "Tilbury"),
        ("Pell & Sons", 1, None),
    ]


def test_translating_again_knows_labels_and_what_was_too_large(plug):
    """A mail over the limit is kept as a description, and its folder comes from its labels: both are said as they were read."""

    class Labelled(Shaky):
        @staticmethod
        def translate(native):
            [statement] = Shaky.translate(native)
            statement.fields |= {"folder": ",".join(native.labels), "described": native.too_large}
            return [statement]

        def read(self, cursor):
            if cursor is None:
                yield Page([Native("note", "client/Pell", b.native(b.client("Pell")).raw, ("Archive", "x@y"), True)], 1)

    def said():
        return rows("SELECT fields->>'folder', fields->>'described', fields->>'city' FROM version ORDER BY number")

    plug(Labelled())
    sync(b.system())

    class Better(Labelled):
        translator = 2

        @staticmethod
        def translate(native):
            [statement] = Labelled.translate(native)
            statement.fields["city"] = "Tilbury"
            return [statement]

    plug(Better())
    sync(b.system())
    assert said() == [("Archive,x@y", "true", None), ("Archive,x@y", "true", "Tilbury")]
