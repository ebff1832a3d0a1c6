"""The scoring against the example's truth is strict: what is missed, invented or stands wrongly is counted as such."""

from __future__ import annotations

from typing import Any

from bench.truth import score

from bench import bars
from bench import truth_scores as scores


def planted(words: str, due: str | None, state: str, number: str = "1@x") -> dict[str, Any]:
    return {"said_in": ["mail", "message", number], "words": words, "due": due, "state": state}


def test_promises_count_by_their_words_dates_and_states():
    truth = {"promises": [planted("by Friday", "2026-03-13", "at risk"), planted("by Monday", "2026-03-16", "confirmed"), planted("soon", None, "open", "2@x"),
                          {**planted("on the phone", None, "open"), "said_in": None}]}  # fmt: skip
    held = [
        ["message", "1@x", "You have it by Friday.", "2026-03-13", "at_risk"],
        ["message", "1@x", "And this by Monday.", "2026-03-17", "delivered"],
        ["message", "3@x", "Never said.", None, "open"],
        ["meeting", "m", "In other things the truth plants none.", None, "open"],
    ]
    found = scores.promises(held, truth)
    assert (found.found, found.right, found.wanted, found.met) == (3, 2, 3, 2)
    assert (found.due, found.due_right, found.state_right) == (1, 0.5, 0.5)
    assert found.by_state() == {"at risk": [1, 1], "confirmed": [0, 1]}
    assert [one["words"] for one in found.missed] == ["soon"] and [one[1] for one in found.invented] == ["3@x"]


def test_links_and_disagreements_count_what_is_missed_and_what_is_invented():
    held = {
        "entity": [["tracker", "project", "POR", 1, 1], ["crm", "project", "D1", 2, 2], ["mail", "message", "a@x", 3, 3],
                   ["mail", "message", "b@x", 4, 4], ["mail", "message", "c@x", 5, 5]],
        "projects": [[3, 1, "words"], [5, 1, "thread"], [4, 1, "reference"]],
        "disagreements": [["due", "1", "Go-live"], ["due", "2", "Go-live"], ["amount", "4", "Nothing"]],
        "promises": [],
    }  # fmt: skip
    says = [{"record": ["tracker", "project", "POR"]}, {"record": ["crm", "project", "D1"]}]
    truth = {
        "projects": [{"record": ["tracker", "project", "POR"], "code": "POR"}],
        "links_without_reference": [{"from": ["mail", "message", "a@x"], "project": "POR"}, {"from": ["mail", "message", "b@x"], "project": "TOW"}],
        "belongs": {"mail/message": {"a@x": ["aldgate", "POR", "address"], "b@x": ["aldgate", "TOW", "address"], "c@x": ["pell", None, "address"]}},
        "disagreements": [{"field": "go_live_date", "what": "Go-live", "says": says}, {"field": "phone", "what": "Phone", "says": says}],
        "approvals": [], "promises": [],
    }  # fmt: skip
    result, unlike = score(held, truth)
    assert result["links"] == {"found": 2, "there": 2, "precision": 0.5, "recall": 0.5}
    assert result["disagreements"] == {"found": 2, "there": 2, "precision": 0.5, "recall": 0.5}
    assert len(unlike) == 4
    assert any("promises: recall" in line for line in bars.missed({"truth": result}))
