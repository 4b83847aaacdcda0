"""Every sentence that the script of the tablet page says: made here, in the reader's language, sent with the page."""

from assessment.i18n.words import _, current_language


def felt_words() -> dict[str, str]:
    """The sentences by name; what stands in braces the script fills in itself."""
    return {"language": current_language(), **_of_the_lists(), **_of_the_form(), **_of_the_cases(), **_of_sending()}


def _of_the_lists() -> dict[str, str]:
    return {
        "colleagues": _("Mine kolleger"),
        "history": _("Det har jeg skrevet"),
        "nobody": _(
            "Her er ingen kolleger lige nu. Sig det til den, der inviterede dig, så bliver du koblet på den rigtige."
        ),
        "due": _("Godt tidspunkt nu"),
        "paused": _("holder pause lige nu"),
        "draft_here": _("Kladde gemt her"),
        "asks": _("Sagsbehandleren spørger:"),
        "tip": _("Tip til næste vagt med {alias}:"),
        "tip_text": _("Hold øje med »{name}«. For eksempel: {example}"),
        "thanks": _("Om {alias}: »{text}«"),
        "from": _("(fra sagsbehandleren, {day})"),
        "wrote_nothing": _("Du har ikke skrevet noget endnu. Det, du gemmer, kan du læse her bagefter."),
        "correct": _("Ret"),
        "correct_it": _("Ret observationen om {alias}, {day}"),
        "replaced": _("Du har rettet den senere."),
        "withdrawn": _("Trukket tilbage."),
        "not_seen": _("ikke set"),
        "left_over": _("Her ligger en kladde om en kollega, du ikke har mere. Den kan ikke sendes."),
        "line_received": _("{alias}: modtaget kl. {time}, nr. {receipt}"),
        "unsent": _("{n} ikke sendt endnu"),
        "no_answer": _("Der er ikke forbindelse lige nu. Vi prøver selv igen."),
        "try_again": _("Prøv igen"),
        "signed_out": _("Du er logget ud. Det, du har skrevet, er gemt her."),
        "sign_in": _("Log ind igen"),
        "wait_to_leave": _("Vent lidt med at logge ud. Noget af det, du har gemt, er ikke sendt endnu."),
    }


def _of_the_form() -> dict[str, str]:
    return {
        "back": _("Tilbage til mine kolleger"),
        "heading": _("{alias} · {day}"),
        "correcting": _("Du retter det, du skrev. Det gamle bliver stående i historikken."),
        "day": _("Hvornår?"),
        "today": _("i dag"),
        "yesterday": _("i går"),
        "other_day": _("en anden dag"),
        "which_day": _("Vælg dagen"),
        "unseen_today": _("Ikke set i dag"),
        "unseen_is_fine": _("Helt fint. Det er lige så godt et svar."),
        "example": _("For eksempel: {example}"),
        "answered": _("{n} af {of}"),
        "answered_said": _("{n} af {of} områder besvaret"),
        "talk_minutes": _("Dansk i dag"),
        "talk_minutes_0": _("0 min"),
        "talk_minutes_lt10": _("under 10 min"),
        "talk_minutes_10to30": _("10-30 min"),
        "talk_minutes_gt30": _("over 30 min"),
        "talk_partners": _("Med hvor mange?"),
        "talk_partners_0": _("0"),
        "talk_partners_1": _("1"),
        "talk_partners_2to3": _("2-3"),
        "talk_partners_4plus": _("4 eller flere"),
        "mode": _("Hvordan?"),
        "mode_in_person": _("ansigt til ansigt"),
        "mode_phone": _("telefon"),
        "mode_video": _("video"),
        "note": _("En linje om, hvad der skete (valgfri)"),
        "note_hint": _("Skriv om dansk. Lad navne og numre være ude."),
        "letters_left": _("Tegn tilbage: {n}"),
        "save": _("Gem"),
        "discard": _("Slet kladden"),
        "discard_sure": _("Ja, slet den"),
        "discard_not": _("Behold den"),
        "empty": _(
            "Her er ikke noget at gemme endnu. Vælg et trin, sig hvor meget dansk der var, eller skriv en linje."
        ),
        "found": _("Der står noget i noten, som ikke bør gemmes: {found}. Forslag:"),
        "use_proposal": _("Brug forslaget"),
        "health": _("Skriv helst om dansk, ikke om helbred."),
        "keep_text": _("Behold teksten"),
        "mend_text": _("Ret teksten"),
    }


def _of_the_cases() -> dict[str, str]:
    return {
        "cases_wait": _("Når du har fem minutter: {n} korte eksempler ligger klar."),
        "one_case_waits": _("Når du har et minut: et kort eksempel ligger klar."),
        "cases_why": _("De viser os, hvordan netop du bruger trinene. Der er ikke noget rigtigt svar."),
        "see_case": _("Se et eksempel"),
        "case_intro": _(
            "Et opdigtet eksempel. Tænk dig, at det er din kollega, og vælg de trin, du selv ville vælge. "
            "Der er ikke noget rigtigt svar."
        ),
        "case_later": _("Senere"),
        "case_step_missing": _("Vælg et trin ved »{name}«, så er eksemplet klar til at blive gemt."),
        "case_not_sent": _("Ikke sendt endnu. Dine trin er gemt her og bliver sendt af sig selv."),
        "case_go_on": _("Gå videre"),
        "reading": _("Sådan bruger du trinene"),
        "reading_link": _("Se, hvordan du bruger trinene"),
        "reading_asks": _("Et øjeblik ..."),
        "reading_no_answer": _("Der er ikke forbindelse lige nu. Prøv igen om lidt."),
        "case_received": _("Tak. Eksemplet er modtaget kl. {time}."),
    }


def _of_sending() -> dict[str, str]:
    return {
        "kept_here": _("Gemt her ✓"),
        "cannot_keep": _("Tabletten kan ikke gemme en kladde. Tryk Gem, før du lukker siden."),
        "sending": _("Sender …"),
        "not_sent": _("Ikke sendt endnu. Det, du har skrevet, er gemt her og bliver sendt af sig selv."),
        "edit": _("Ret i det"),
        "save_as_correction": _("Gem som rettelse"),
        "save_as_new": _("Gem som ny"),
        "received": _("Modtaget kl. {time}, nr. {receipt}"),
        "thank_you": _("Tak. Det, du så hos {alias}, er modtaget."),
        "names_in_note": _("Der står måske et navn i noten: {names}."),
        "mend_note": _("Ret noten"),
        "read_aloud": _("Nummeret kan du læse op, hvis du vil tale med nogen om det, du skrev."),
    }
