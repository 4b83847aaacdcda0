"""Which calibration cases wait for an observer, from what the ledger knows of them."""

from datetime import date

from assessment.domain.calibration import waiting_cases
from assessment.domain.days import danish_day
from assessment.reference.calibration_cases import load_cases
from assessment.reference.rubric import load_rubric
from assessment.storage.facts import known_records
from assessment.storage.ledger import Transaction


def cases_that_wait(transaction: Transaction, observer_id: str, role: str, today: date) -> tuple[str, ...]:
    """The cases by id; only those of which an observer of this role knows every criterion."""
    rated = known_records(transaction, "calibrations", today, observer_id=[observer_id])
    known = {criterion.code for criterion in load_rubric().criteria_for(role)}
    asked = [case.case_id for case in load_cases().cases if known.issuperset(case.criteria)]
    days = [(row["case_id"], danish_day(row["rated_at"])) for row in rated]
    return waiting_cases(observer_id, asked, days, today)
