"""What the results of a school are called by people: which test, which part of it, and how it went."""

from assessment.i18n.words import N_

RESULT_KINDS = {
    "modultest": N_("Modultest"),
    "PD1": N_("Prøve i Dansk 1"),
    "PD2": N_("Prøve i Dansk 2"),
    "PD3": N_("Prøve i Dansk 3"),
    "studieproeven": N_("Studieprøven"),
    "fvu": N_("FVU-prøve"),
}
PARTS = {
    "laesning": N_("læseforståelse"),
    "skriftlig": N_("skriftlig fremstilling"),
    "lytning": N_("lytteforståelse"),
    "mundtlig": N_("mundtlig kommunikation"),
}
PASSED = {"ja": N_("bestået"), "nej": N_("ikke bestået"), "fritaget": N_("fritaget")}
