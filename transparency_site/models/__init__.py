"""All tables: reference (who and where), facts (the money), ledger (how it came to be public)."""

from transparency_site.models.facts import Batch, BudgetExecution, BudgetLine, Disbursement, ThreePublicExpense
from transparency_site.models.ledger import (
    Disclosure,
    DisclosureTable,
    Event,
    IndexSegment,
    Publication,
    PublishedFinding,
    SourceFile,
    Submission,
    TextSection,
    User,
)
from transparency_site.models.reference import (
    BudgetUnit,
    CalendarEntry,
    ClassificationCode,
    ClassificationEdition,
    Place,
    SpecialFund,
)

__all__ = [
    "Batch", "BudgetExecution", "BudgetLine", "BudgetUnit", "CalendarEntry", "ClassificationCode",
    "ClassificationEdition", "Disbursement", "Disclosure", "DisclosureTable", "Event", "IndexSegment", "Place",
    "Publication", "PublishedFinding", "SourceFile", "SpecialFund", "Submission", "TextSection", "ThreePublicExpense",
    "User",
]
