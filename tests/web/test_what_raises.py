"""What raises a flag: each rule with its numbers, the flags it has open, and numbers that are set and taken back here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day

from kingpost.accounts import audiences
from kingpost.accounts.models import AuditEntry, User
from kingpost.knowledge import clients
from kingpost.priorities import numbers, reading, weights
from kingpost.priorities.models import LearnedWeight, RuleNumber
from kingpost.priorities.rules import approval_stuck, rules
from kingpost.toolbox import clock


def test_every_rule_stands_there_and_its_count_is_that_of_the_list_it_leads_to(
    cast: dict[str, User], dana: Client
) -> None:
    page = dana.get(reverse("what_raises")).content.decode()
    seen_by = audiences.allowed(cast["dana"])
    counts = reading.count_by_rule(seen_by)
    assert counts
    for rule in rules():
        assert rule.title in page
        listed = reading.listed(seen_by, rule=rule.name)
        assert len(listed) == counts.get(rule.name, 0) == reading.count(seen_by, rule=rule.name)
        assert (f'href="/flags?rule={rule.name}"' in page) == bool(listed)
    name = min(counts)
    shown = dana.get(f"{reverse('flags')}?rule={name}").content.decode()
    assert all(f'data-row="f{flag.id}"' in shown for flag in reading.listed(seen_by, rule=name))
    assert shown.count("data-row=") == counts[name]


def test_a_number_is_set_taken_back_and_checked(dana: Client) -> None:
    address = reverse("rule_numbers", args=["approval_stuck"])
    dana.post(address, {"patience": "40"})
    assert numbers.current().of(approval_stuck.PATIENCE) == 40
    assert "more than 40 working hours ago" in dana.get(reverse("what_raises")).content.decode()
    dana.post(address, {"patience": "16"})
    dana.post(reverse("undo"))
    assert numbers.current().of(approval_stuck.PATIENCE) == 40
    answer = dana.post(address, {"patience": "many"}, follow=True)
    assert "is not a number" in answer.content.decode()
    dana.post(address, {"usual": "1"})
    assert numbers.current().of(approval_stuck.PATIENCE) == 24


def test_a_client_may_have_a_number_of_its_own(cast: dict[str, User], dana: Client) -> None:
    aldgate = builders.entity(day.ALDGATE)
    dana.post(reverse("rule_numbers", args=["approval_stuck"]), {"patience": "8", "client": str(aldgate)})
    held = numbers.current()
    assert (held.of(approval_stuck.PATIENCE), held.of(approval_stuck.PATIENCE, aldgate)) == (24, 8)
    assert f"8 for {day.ALDGATE}" in dana.get(reverse("what_raises")).content.decode()


def test_one_of_very_many_clients_has_numbers_and_an_unknown_one_sets_none(
    cast: dict[str, User], dana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "CHOICES", 1)
    pell, address = builders.entity(day.PELL), reverse("rule_numbers", args=["approval_stuck"])
    page = dana.get(reverse("what_raises"), {"client": pell}).content.decode()
    assert "Other numbers for Pell" in page
    dana.post(address, {"patience": "8", "client": str(pell)})
    assert numbers.current().of(approval_stuck.PATIENCE, pell) == 8
    assert dana.post(address, {"patience": "9", "client": "999999999"}).status_code == 404
    assert numbers.current().of(approval_stuck.PATIENCE) == 24


def test_what_was_learned_is_shown_and_taken_back_with_one_key(dana: Client) -> None:
    now = clock.now()
    RuleNumber.objects.create(key="approval_stuck.patience", value=20, learned_on=now.date(), misses=[1, 2], at=now)
    LearnedWeight.objects.create(rule="invoice_due", key="late", factor=1.2, first=14, times=20, since=now - timedelta(days=30), learned_on=now.date(), at=now)  # fmt: skip
    page = dana.get(reverse("what_raises")).content.decode()
    assert "20 instead of 24, learned" in page
    assert "from two misses" in page
    assert "counts 1.2 times its usual weight: acted on first 14 times of 20 since" in page
    address = reverse("learned_withdrawals")
    dana.post(address, {"what": "number", "id": RuleNumber.objects.get().pk})
    dana.post(address, {"what": "weight", "id": LearnedWeight.objects.get().pk})
    assert (numbers.current().of(approval_stuck.PATIENCE), weights.factors()) == (24, {})
    dana.post(reverse("undo"))
    dana.post(reverse("undo"))
    assert (numbers.current().of(approval_stuck.PATIENCE), weights.factors()) == (20, {("invoice_due", "late"): 1.2})


def test_undoing_a_number_is_in_the_audit_log(dana: Client) -> None:
    dana.post(reverse("rule_numbers", args=["approval_stuck"]), {"patience": "40"})
    dana.post(reverse("undo"))
    made = RuleNumber.objects.order_by("-pk")[0]
    assert AuditEntry.objects.get(act="took back numbers of a rule").ref == f"number:{made.pk}"


def test_a_rule_of_values_made_and_taken_back_is_in_the_audit_log(dana: Client) -> None:
    asked = {"kind": "client", "field": "phone"}
    dana.post(reverse("value_rules"), asked | {"way": "complete"})
    dana.post(reverse("undo"))
    dana.post(reverse("value_rules"), asked | {"way": "agreement"})
    dana.post(reverse("value_rules"), asked | {"way": "usual"})
    done = AuditEntry.objects.filter(ref="value:client.phone").order_by("id").values_list("act", flat=True)
    assert list(done) == ["made a rule", "took back a rule"] * 2
