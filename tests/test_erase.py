"""Erasing a person leaves no trace of the name or the address anywhere in the workspace, and a later read brings neither back."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import psycopg
import pytest
from django.db import OperationalError, connection
from tests import builders as b

from kingpost import flow
from kingpost.connectors.base import Happening, Mention, Native, Page, Ref, Statement, Unavailable
from kingpost.connectors.formats import mail
from kingpost.erase import erase_person, erase_system
from kingpost.evidence import sync as syncing
from kingpost.evidence.erased import Erased, remember
from kingpost.evidence.land import Lander
from kingpost.toolbox import decoding
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
RUTH, PRIYA, MARCUS = "ruth@aldgatefreight.example", "priya@harrowlane.example", "marcus@aldgatefreight.example"


def everything() -> str:
    """Every value of every table of the workspace, as one text; bytes as they are."""
    tables = [
        t for (t,) in rows("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
    ]
    with connection.cursor() as cursor:
        texts = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{table}\" AS t")
            texts.append(cursor.fetchone()[0])
        cursor.execute(
            "SELECT coalesce(string_agg(convert_from(raw, 'UTF8'), ' '), '') FROM version WHERE raw IS NOT NULL"
        )
        return " ".join([*texts, cursor.fetchone()[0]])


@pytest.fixture
def business():
    b.own_domains("harrowlane.example")
    b.tell(
        b.system("crm"),
        b.client("Aldgate Freight", "aldgatefreight.example"),
        b.person("Ruth Lindqvist", RUTH, phone="+442079460000"),
    )
    mails = [b.mail("1@x", RUTH, PRIYA, "Invoice", b.moment("2026-03-02 10:00"), body="Best, Ruth Lindqvist"),
             b.mail("2@x", PRIYA, [RUTH, "marcus@aldgatefreight.example"], "Re: Invoice", b.moment("2026-03-02 11:00"), body="Dear Ruth Lindqvist, paid."),
             b.mail("3@x", "marcus@aldgatefreight.example", PRIYA, "Who signs?", b.moment("2026-03-02 12:00"), body=f"Ask Ruth Lindqvist ({RUTH}).")]  # fmt: skip
    b.tell(b.system("mail"), *mails)
    return mails


def test_no_trace_stays(business):
    assert "lindqvist" in everything().casefold()
    done = erase_person(RUTH.upper(), None)
    left = everything().casefold()
    assert done.records >= 2 and "lindqvist" not in left and RUTH not in left


def test_what_others_wrote_stays_without_the_name(business):
    erase_person(RUTH, None)
    bodies = dict(
        rows(
            "SELECT r.remote_id, v.body FROM version AS v JOIN record AS r ON r.id = v.record_id WHERE r.kind = 'message'"
        )
    )
    assert bodies == {"2@x": "Dear (erased), paid.", "3@x": "Ask (erased) ((erased))."}


def test_whose_address_or_name_only_contains_theirs_keeps_it():
    b.own_domains("harrowlane.example")
    brian, joann = "brian@acme.example", "joann@acme.example"
    crm = b.system("crm", settings={"user": brian})
    b.tell(
        crm,
        b.person("Ian Lee", "ian@acme.example"),
        b.person("Brian Leeds", brian),
        b.person("Mary-Ian Lee", "mary@acme.example"),
        b.person("Ian Lee-Smith", "smith@acme.example"),
        b.person("Joann Leeds", joann, emails=[joann, "joann@acme.example.net"]),
    )
    told = "ian@acme.example\nian@acme.example: Ian Lee's van.\nIan Lee, x.ian@acme.example, ian@acme.example.org. Adrian Leeds."
    b.tell(b.system("mail"), b.mail("1@x", joann, PRIYA, "Van", b.moment("2026-03-02 10:00"), body=told))
    erase_person("ian@acme.example", None)
    [(body,)] = rows("SELECT v.body FROM version AS v JOIN record AS r ON r.id = v.record_id WHERE r.kind = 'message'")  # fmt: skip
    assert (
        body == "(erased)\n(erased): (erased)'s van.\n(erased), x.ian@acme.example, ian@acme.example.org. Adrian Leeds."
    )
    left = everything()
    for kept in (brian, "Brian Leeds", "Mary-Ian Lee", "Ian Lee-Smith", "Joann Leeds", joann, "joann@acme.example.net"):
        assert kept in left
    assert rows("SELECT settings->>'user' FROM system WHERE key = 'crm'") == [(brian,)]
    known = Erased()
    assert known.without("Ian Lee’s and IAN LEE's van, Ian Leeds") == "(erased)’s and (erased)'s van, Ian Leeds"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Łukasz Żółć", "lukasz@aldgatefreight.example"),
        ("Kate O'Neill", "kate_oneill@aldgatefreight.example"),
        ("Jo Łi", "jo.li@aldgatefreight.example"),
        ("José Á", "100%jose@aldgatefreight.example"),
    ],
)
def test_a_name_or_address_of_any_letters_goes(name, address):
    b.own_domains("harrowlane.example")
    b.tell(b.system("crm"), b.person(name, address))
    b.tell(
        b.system("mail"),
        b.mail("1@x", MARCUS, PRIYA, f"For {name}", b.moment("2026-03-02 10:00"), body=f"Ask {name.upper()} ({address.upper()})."),
    )  # fmt: skip
    assert name.casefold() in everything().casefold()
    erase_person(address, None)
    assert name.casefold() not in everything().casefold() and address.casefold() not in everything().casefold()


def test_a_line_break_before_a_name_hides_it_from_nobody():
    b.own_domains("harrowlane.example")
    wrote = b.ticket("1", "Van", b.moment("2026-03-02 10:00"))
    wrote.fields["note"] = "For:\nIan Lee\n\tian@acme.example"
    b.tell(b.system("desk"), b.person("Ian Lee", "ian@acme.example"), wrote)
    erase_person("ian@acme.example", None)
    assert rows("SELECT fields->>'note' FROM version WHERE fields ? 'note'") == [("For:\n(erased)\n\t(erased)",)]


def test_a_name_that_is_not_the_persons_alone_stays_and_is_told():
    b.own_domains("harrowlane.example")
    ian = "ian@acme.example"
    b.tell(
        b.system("crm"),
        b.client("Pell & Sons"), b.client("Acme Paper", "acme.example"),
        Statement("project", "1", "Portal Rollout", {"name": "Portal Rollout"}),
        b.person("Ian Lee", ian), b.person("Noor Haddad", "noor@pell.example"),
    )  # fmt: skip
    for at, called in enumerate(("Pell Sons", "Acme Paper", "Portal Rollout", "Haddad, Noor", "Accounts Payable", "Harrow Lane Ltd", "Ian Lee-Marsh")):  # fmt: skip
        b.tell(b.system(f"told{at}"), b.person(called, ian))
    b.tell(b.system("tasks"), Statement("person", "name:ian lee", "Ian Lee", {"name": "Ian Lee"}))
    said = "Ask Acme Paper and Noor Haddad of Accounts Payable of Harrow Lane Ltd about the portal rollout, "
    b.tell(b.system("mail"), b.mail("1@x", MARCUS, PRIYA, "Van", b.moment("2026-03-02 10:00"), body=f"{said}Ian Lee or Ian Lee-Marsh."))  # fmt: skip
    done = erase_person(ian, None)
    assert rows("SELECT body FROM version WHERE body LIKE 'Ask%%'") == [(f"{said}(erased) or (erased).",)]
    assert set(done.names) == {ian, "Ian Lee", "Ian Lee-Marsh"}
    assert set(done.others) == {"Acme Paper", "Portal Rollout", "Haddad, Noor", "Accounts Payable", "Harrow Lane Ltd", "Pell Sons"}  # fmt: skip
    assert Erased().without(said) == said and rows("SELECT count(*) FROM entity WHERE title = 'Pell & Sons'") == [(1,)]


def test_work_they_only_typed_in_stays_without_them():
    b.own_domains("harrowlane.example")
    told = [
        Statement("task", "1", "Cable plan by Ruth Lindqvist", {"name": "Cable plan"}, refs=[Ref("author", "person", RUTH)]),
        Statement("time_entry", "2", "3 h", {"hours": 3}, refs=[Ref("author", "person", RUTH)]),
        Statement("comment", "3", "Said", {}, body="Fine with me", refs=[Ref("author", "person", RUTH)]),
        Statement("document", "4", "Plan", {"name": "Plan"}, refs=[Ref("author", "person", RUTH)]),
    ]  # fmt: skip
    for one in told:
        one.mentions = [Mention("person", RUTH, "Ruth Lindqvist", {"name": "Ruth Lindqvist", "email": RUTH})]
        one.happenings = [Happening(b.moment("2026-03-02 10:00"), "opened", "opened it", RUTH, "opened")]
    kept = [("task", "Cable plan by (erased)"), ("time_entry", "3 h")]
    b.tell(b.system("redmine"), *told)
    erase_person(RUTH, None)
    for again in (False, True):
        if again:  # also what changes later, and a copy of it elsewhere
            told[0].fields["status"] = "closed"
            b.tell(b.system("redmine"), *told)
            b.tell(b.system("copy"), *told)
        found = rows("SELECT DISTINCT r.kind, v.title FROM record AS r JOIN version AS v ON v.record_id = r.id WHERE r.gone_at IS NULL ORDER BY 1")  # fmt: skip
        assert found == kept
        assert rows("SELECT count(*) FROM version WHERE ref_keys <> '{}'") == [(0,)]
        assert "lindqvist" not in everything().casefold() and RUTH not in everything()


def test_a_company_of_ones_own_name_keeps_no_name():
    b.tell(b.system("crm"), b.client("Ruth Lindqvist Ltd"), b.person("Ruth Lindqvist", RUTH))
    assert erase_person(RUTH, None).others == ()
    assert "lindqvist" not in everything().casefold()


BESIDE = (
    "Write to {}!", "“{}”", "„{}“", "`{}`", "*{}*", "_{}_", "-{}-", "{}’s", "{}…", "{}—see", "«{}»", "{}.", "mailto:{}?subject=x", "https://x.example/?e={}&a=1",
)  # fmt: skip


@pytest.mark.parametrize("written", ["ian@acme.example", "Ian@Acme.example", "ian%40acme.example", "ian%2540acme.example", "ian&#64;acme.example", "ian&#x40;acme.example"])  # fmt: skip
def test_a_sign_beside_an_address_and_the_way_links_write_it_hide_nobody(written):
    known = Erased(iter(remember("ian@acme.example")))
    for beside in BESIDE:
        assert known.without(beside.format(written)) == beside.format("(erased)")
        assert known.inside(beside.format(written).encode())
    assert known.without("https://x.example/?to=mailto%3Aian%40acme.example%3E") == "https://x.example/?to=mailto%3A(erased)%3E"  # fmt: skip
    for other in (
        "x.ian@acme.example",
        "x+ian%40acme.example",
        "x%2Bian@acme.example",
        "ian@acme.example.org",
        "ian@acme.example-x",
        "@@@",
    ):
        assert known.without(other) == other


def test_a_sign_beside_an_address_hides_nobody_in_what_is_kept():
    b.own_domains("harrowlane.example")
    wrote = b.ticket("1", "Van", b.moment("2026-03-02 10:00"))
    places = [*BESIDE, "https://x.example/?e=mailto%3A{}"]
    links = [place.format(way) for place in places for way in ("o_ian@acme.example", "o_ian%40acme.example", "o_ian%2540acme.example", "o_ian&#64;acme.example")]  # fmt: skip
    others = ["x.o_ian@acme.example", "x%2Bo_ian%40acme.example", "o_ian%40acme.example.org"]
    wrote.fields["note"], wrote.body = "\n".join([*links, *others]), "Ask Ian O’Neill or O'Neill, Ian."
    b.tell(b.system("desk"), b.person("Ian O'Neill", "o_ian@acme.example"), wrote)
    erase_person("o_ian@acme.example", None)
    [(note, body)] = rows("SELECT fields->>'note', body FROM version WHERE fields ? 'note'")
    assert note.split("\n") == [place.format("(erased)") for place in places for _ in range(4)] + others
    assert body == "Ask (erased) or (erased)."


def test_reading_again_does_not_bring_the_person_back(business):
    erase_person(RUTH, None)
    b.tell(b.system("mail"), *business)
    b.tell(b.system("crm"), b.person("Ruth Lindqvist", RUTH))
    assert rows("SELECT count(*) FROM match_key WHERE key = %s", [f"email:{RUTH}"]) == [(0,)]
    assert rows("SELECT count(*) FROM record WHERE remote_id = '1@x'") == [(0,)]


def test_a_read_under_way_does_not_bring_the_person_back(business):
    lander = Lander(b.system("crm"), b.Notebook)
    read = lander.prepare(Page([b.native(b.person("Ruth Lindqvist", RUTH, phone="+442079460001"))], None))
    erase_person(RUTH, None)
    with pytest.raises(Unavailable, match="erased while it was read"):
        lander.store(read, None)
    left = everything().casefold()
    assert "lindqvist" not in left and RUTH not in left
    b.tell(b.system("crm"), b.client("Pell & Sons"))
    assert b.entity("Pell & Sons"), "the next read goes on"


def test_what_a_read_under_way_says_at_its_end_is_without_the_name(business, monkeypatch):
    class Busy(b.Notebook):
        def read(self, cursor):
            erase_person(RUTH, None)
            raise Unavailable("“Ruth Lindqvist.csv” is being written.")

    monkeypatch.setattr(syncing, "open_connector", lambda system: Busy())
    assert syncing.sync(b.system("crm")).error == "“(erased).csv” is being written."
    assert "lindqvist" not in everything().casefold()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_what_is_being_stored(business):
    given = connection.get_connection_params()
    elsewhere = {k: v for k, v in given.items() if k in ("dbname", "user", "password", "host", "port", "options")}
    with psycopg.connect(**elsewhere) as storing:
        storing.execute("UPDATE system SET cursor = NULL WHERE key = 'mail'")
        rows("SELECT set_config('lock_timeout', '100ms', false)")
        with pytest.raises(OperationalError, match="lock timeout"):
            erase_person(RUTH, None)
    rows("SELECT set_config('lock_timeout', '0', false)")
    assert erase_person(RUTH, None).records


class Post(b.Notebook):
    """A system of real mails, as they came."""

    @staticmethod
    def translate(native: Native) -> list[Statement]:
        return mail.translate(native.raw)


def letter(
    number: int, text: str, way: str = "7bit", subject: str = "The cut-over", attached: bytes = b"", **headers: str
) -> Native:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = MARCUS, PRIYA, subject
    made["Date"], made["Message-ID"] = "Mon, 02 Mar 2026 10:00:00 +0000", f"<{number}@aldgatefreight.example>"
    for name, value in headers.items():
        made[name] = value
    made.set_content(text, cte=way)
    if attached:
        made.add_attachment(attached, maintype="application", subtype="zip", filename="people.zip")
    return Native("message", f"{number}@aldgatefreight.example", made.as_bytes())


def zipped(text: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.txt", text * 20)
    return whole.getvalue()


def post(*letters: Native, at: str = "post") -> None:
    held = b.system(at)
    lander = Lander(held, Post)
    lander.store(lander.prepare(Page(list(letters), None)), None)
    flow.settle()


def letters(more: str = "") -> list[Native]:
    """What others wrote of Ruth, in every encoding a mail has; none of it is linked to her by an address line."""
    return [
        letter(1, f"Only the name: RUTH  LINDQVIST signs. {more}", "base64"),
        letter(2, f"Sig\xe9: Lindqvist, Ruth is away. {more}", "quoted-printable"),
        letter(3, f"Ask her: Ruth.Lindqvist or {RUTH.upper()}. {more}", "base64"),
        letter(4, f"Nothing here. {more}", subject="Für Ruth Lindqvist – danke"),
        letter(5, f"See the attachment. {more}", attached=zipped(f"Ruth Lindqvist <{RUTH}>")),
        letter(6, f"Nobody is named in this one. {more}", "base64"),
    ]


def held_bytes() -> dict[str, bytes]:
    return {remote: bytes(raw) for remote, raw in rows(
        "SELECT r.remote_id, v.raw FROM version AS v JOIN record AS r ON r.id = v.record_id WHERE v.raw IS NOT NULL AND r.kind = 'message'")}  # fmt: skip


def test_no_encoding_hides_the_name_and_what_names_nobody_stays_whole(business, caplog):
    post(*letters())
    erase_person(RUTH, None)
    left = everything().casefold()
    assert "lindqvist" not in left and "ruth" not in left.replace("(erased)", "")
    kept = held_bytes()
    for raw in kept.values():
        for text in decoding.texts(raw):
            assert "lindqvist" not in text.casefold() and RUTH not in text.casefold()
    assert {number for number, raw in kept.items() if number.endswith("aldgatefreight.example") and raw} == {
        "6@aldgatefreight.example"
    }
    hashes = rows(
        "SELECT count(*) FROM record WHERE kind = 'message' AND system_id = %s AND raw_hash IS NOT NULL",
        [b.system("post").pk],
    )
    assert hashes == [(6,)], "digests stay, so that the same bytes again are known for the same"
    assert "lindqvist" not in caplog.text.casefold()


def test_what_others_change_later_is_stored_without_the_name(business):
    post(*letters())
    erase_person(RUTH, None)
    post(*letters("And one more line."))
    b.tell(b.system("mail"), *[b.mail("3@x", MARCUS, [PRIYA, RUTH], "Ruth Lindqvist again", b.moment("2026-03-03 12:00"), body="Who is Ruth Lindqvist?")])  # fmt: skip
    left = everything().casefold()
    assert "one more line" in left, "it is stored"
    assert "lindqvist" not in left and RUTH not in left
    assert all("lindqvist" not in text.casefold() for raw in held_bytes().values() for text in decoding.texts(raw))
    assert rows("SELECT title, body FROM version AS v JOIN record AS r ON r.id = v.record_id WHERE r.remote_id = '3@x' ORDER BY number DESC LIMIT 1") == [
        ("(erased) again", "Who is (erased)?")
    ]  # fmt: skip


def test_a_bad_object_put_aside_does_not_keep_the_name_either(business):
    broken = Native("note", "broken", b"no json about Ruth Lindqvist")
    for step in ("before", "after"):
        lander = Lander(b.system("mail"), b.Notebook)
        lander.store(lander.prepare(Page([broken], None)), None)
        if step == "before":
            erase_person(RUTH, None)
        assert rows("SELECT count(*) FROM quarantine WHERE position('Ruth'::bytea IN raw) > 0") == [(0,)], step


def test_a_stranger_cannot_be_erased(business):
    with pytest.raises(LookupError, match="Nothing is held about nobody"):
        erase_person("nobody@nowhere.example", None)


def test_a_removed_system_takes_along_only_what_it_alone_said(business):
    erase_system(b.system("mail"), None)
    assert rows("SELECT kind, title FROM entity ORDER BY 1, 2") == [
        ("client", "Aldgate Freight"),
        ("person", "Ruth Lindqvist"),
    ]
    assert rows("SELECT (SELECT count(*) FROM timeline), (SELECT count(*) FROM system)") == [(0, 1)]
