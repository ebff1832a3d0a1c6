"""Our kinds under the names unified APIs have for them."""

from __future__ import annotations

COMMON_NAMES = {
    "client": "Account", "person": "Contact", "agreement": "Opportunity", "meeting": "Event", "document": "File", "message": "Engagement",
    "ticket": "Ticket", "task": "Task", "project": "Project", "invoice": "Invoice", "comment": "Comment", "account": "UserAccess",
    "approval": "Approval", "deliverable": "Deliverable", "time_entry": "TimeEntry",
}  # fmt: skip
OUR_NAMES = {common: ours for ours, common in COMMON_NAMES.items()} | {"Employee": "person"}


def common_name(kind: str, staff: bool = False) -> str:
    """ "person" → "Contact", or "Employee" for our own people."""
    return "Employee" if kind == "person" and staff else COMMON_NAMES.get(kind, kind)


def our_name(common: str) -> str:
    """ "Account" → "client". Raises ValueError naming the ones there are."""
    if common not in OUR_NAMES:
        raise ValueError(f"There is no kind {common}. There are: {', '.join(sorted(OUR_NAMES))}.")
    return OUR_NAMES[common]
