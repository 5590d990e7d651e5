"""All tables: reference (who and where), facts (the money), ledger (how it came to be public), accounts (who may),
notifications (who is told), questions (what readers asked).
"""

from transparency_site.models.accounts import (
    Activation,
    ApiToken,
    BureauSession,
    Credential,
    RecoveryCode,
    SignInAttempt,
)
from transparency_site.models.facts import (
    Batch,
    BudgetExecution,
    BudgetLine,
    Disbursement,
    RegisterRow,
    ThreePublicExpense,
)
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
from transparency_site.models.notifications import Contact, Delivery, Message, Subscriber
from transparency_site.models.questions import Question, QuestionContact
from transparency_site.models.redactions import Redaction, RowDigest
from transparency_site.models.reference import (
    BudgetUnit,
    CalendarEntry,
    ClassificationCode,
    ClassificationEdition,
    Place,
    SpecialFund,
)
from transparency_site.models.work import Job, Proposal, Upload

__all__ = [
    "Activation", "ApiToken", "Batch", "BudgetExecution", "BudgetLine", "BudgetUnit", "BureauSession",
    "CalendarEntry", "ClassificationCode", "ClassificationEdition", "Contact", "Credential", "Delivery",
    "Disbursement", "Disclosure", "DisclosureTable", "Event", "IndexSegment", "Job", "Message", "Place",
    "Proposal", "Publication", "PublishedFinding", "Question", "QuestionContact", "RecoveryCode", "Redaction",
    "RegisterRow", "RowDigest", "SignInAttempt", "SourceFile", "SpecialFund", "Submission", "Subscriber",
    "TextSection", "ThreePublicExpense", "Upload", "User",
]
