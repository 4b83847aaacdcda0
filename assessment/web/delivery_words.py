"""The words of the counter: what the files hold, and what our columns are called by those who fill them in."""

from assessment.i18n.words import N_

KINDS = {
    "results": N_("Resultater af prøver"),
    "attendance": N_("Fremmøde, uge for uge"),
    "enrolments": N_("Indmeldelser"),
}
COLUMNS = {
    "newcomer_id": N_("Kursistens nummer"),
    "provider_id": N_("Udbyderens nummer (jeres)"),
    "result_id": N_("Resultatets nummer"),
    "kind": N_("Prøvens art"),
    "part": N_("Delprøve"),
    "track": N_("Danskuddannelse"),
    "module": N_("Modul"),
    "taken_on": N_("Prøvedato"),
    "reported_on": N_("Meldt den"),
    "passed": N_("Bestået"),
    "grade": N_("Karakter"),
    "enrolment_id": N_("Indmeldelsens nummer"),
    "week": N_("Uge"),
    "lessons_offered": N_("Udbudte lektioner"),
    "lessons_attended": N_("Fremmødte lektioner"),
    "started_on": N_("Startdato"),
    "ended_on": N_("Slutdato"),
}
WHAT_A_FILE_HOLDS = {
    "results": (
        N_("kursist, prøve, prøvedato og bestået"),
        N_("gerne delprøve, danskuddannelse, modul, karakter og den dag, resultatet er meldt"),
    ),
    "attendance": (
        N_("kursist (eller indmeldelse), uge som 2026-W34, udbudte lektioner og fremmødte lektioner"),
        "",
    ),
    "enrolments": (
        N_("kursist, danskuddannelse og startdato"),
        N_("gerne modul og slutdato"),
    ),
}
