"""A project that is done and that no invoice speaks of."""

from __future__ import annotations

from tests import builders as b

from kingpost.connectors.base import Ref


def invoice(number: str, order: str, issued: str, status: str = "paid"):
    return b.Statement("invoice", number, f"Invoice {number}", {"number": number, "amount": "100", "net": "100", "currency": "GBP", "status": status,
                       "issue_date": issued, "order_reference": order}, "", None, refs=[Ref("client", "client", "C1")])  # fmt: skip


def test_it_is_flagged_two_weeks_after_it_was_done_until_an_invoice_comes(office, at, shown):
    books = b.system("books", started_at=b.moment("2026-02-01 09:00"))
    b.tell(
        books,
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="C1"),
        b.Statement("agreement", "A1", "Portal deal", {"name": "Portal deal", "status": "won", "amount": "9800", "currency": "GBP", "order_reference": "AF-PO-77"},
                    refs=[Ref("client", "client", "C1")]),
        b.Statement("project", "P1", "Portal", {"name": "Portal", "status": "Complete", "end_date": "2026-02-20"},
                    refs=[Ref("client", "client", "C1"), Ref("agreement", "agreement", "A1")]),
    )  # fmt: skip
    at("2026-03-06 08:00")
    assert shown() == []  # no invoice of theirs is known since: they may be kept elsewhere
    b.tell(books, invoice("INV-1", "AF-PO-12", "2026-02-28"))
    [flag] = shown()
    assert (flag.title, flag.rules) == ("Portal is done and not invoiced", ["invoice_missing"])
    assert "was done on 20 February; no invoice is known for “Portal deal”, £9,800" in flag.why
    b.tell(books, invoice("INV-2", "AF-PO-77", "2026-03-06"))
    assert shown() == []
    b.tell(books, invoice("INV-2", "AF-PO-77", "2026-03-06", "voided"))
    assert [flag.rules for flag in shown()] == [["invoice_missing"]]
