"""The words beside a number, which say what kind of number it is."""

import re

_REACH = 40
_NUMBER_WORD = r"(?:nr|nummer|numre|nummeret|numrene|no|id|kode)"
_CPR = re.compile(
    r"(?:cpr|c\.p\.r|person[- ]?(?:nr|nummer|nummeret)|pers\.?[- ]?nr|fødselsnummer)[^\w\n]{0,3}"
    r"(?:(?:nr|nummer|nummeret|no|er|var|på)[^\w\n]{0,4}){0,3}\Z",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:(?<![^\W_])(?:tlf|telefon\w{0,10}|tel|fon|mobil\w{0,10}|mob|ring\w{0,3}"
    r"|sms\w{0,3}|kald\w{0,2}|opkald|whats ?app|viber)"
    r"|(?<![^\W_])(?:mit|dit|hans|hendes|sit|deres|vores|privat\w?)\s(?:nye?\s)?(?:nr|nummer|telefonnummer))"
    r"[\W_]{0,4}(?:(?:nr|nummer|nummeret|no|til|på|fra|mig|ham|hende|dem|os|er|var|hans|hendes|mit|deres)[\W_]{1,4}){0,4}"
    r"(?:nr|nummer|no)?\.?[: ]{0,3}\Z",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?<![^\W_])(?:(?:ordre|bestilling|rekvisition|vare|artikel|art|produkt|sag|journal|faktura|følgeseddel|pakke|parti|"
    r"batch|lot|serie|"
    r"kunde[- ]?nr|kundenummer|medlemsnr|medlemsnummer|ean|gtin|isbn|stregkode|cvr|se[- ]?nr|konto|reg|giro|løn|"
    r"pris|beløb|kr|dkk|"
    r"uge|lektion|time|modul|trin|point|karakter|temperatur|temp|grad|måling|målt|målte|antal|tal|side|lokale|rum|kl|klokken|hold)"
    r"(?:e?n|et|e?r|e?rne|lerne)?s?[-. ]{0,2}" + _NUMBER_WORD + r"?)(?![^\W_])[\W_]{0,3}"
    r"(?:(?:er|var|blev|på|pr|nr|nummer|dag|uge|ugen|i|om|dagen|de|med|cirka|ca|kl)[\W_]{1,3}){0,4}\Z",
    re.IGNORECASE,
)
_NR = re.compile(r"(?:(?<![^\W_])(?i:nr|no|id|kode)\.?[: ]{0,3}|#\s?|(?<![^\W_])[A-ZÆØÅ]{1,6}[-_/]?)\Z")
_UNIT = re.compile(
    r"\s{0,2}(?:,\d|,-|(?:kr|kroner|dkk|stk|styk|grader|c|lektioner|timer|skridt|point|procent|kg|gram|cm|mm|km|meter|liter|enheder)"
    r"(?![^\W_])|[°%€])",
    re.IGNORECASE,
)


def names_a_cpr(text: str, start: int) -> bool:
    """Whether the words just before ``start`` announce a CPR number.

    Examples
    --------
    >>> names_a_cpr("CPR-nr.: ", 9), names_a_cpr("varenr. ", 8)
    (True, False)
    """
    return bool(_CPR.search(text[max(0, start - _REACH) : start]))


def names_a_phone(text: str, start: int) -> bool:
    """Whether the words just before ``start`` announce a telephone number.

    Examples
    --------
    >>> names_a_phone("Ring til mig på ", 16), names_a_phone("ringen er nr. 4, ", 17)
    (True, False)
    """
    return bool(_PHONE.search(text[max(0, start - _REACH) : start]))


def names_something_else(text: str, start: int) -> bool:
    """Whether the words just before ``start`` announce an order, a week, a measurement or the like.

    Examples
    --------
    >>> names_something_else("Ordrenummer: ", 13), names_something_else("sagsbehandler ", 14)
    (True, False)
    """
    return bool(_OTHER.search(text[max(0, start - _REACH) : start]))


def is_an_article(text: str, start: int) -> bool:
    """Whether an undivided number at ``start`` is marked as one of a series: ``nr.``, ``#``, ``SKU-``.

    Examples
    --------
    >>> is_an_article("vi tog SKU-", 11), is_an_article("skriv til ", 10)
    (True, False)
    """
    return bool(_NR.search(text[max(0, start - _REACH) : start]))


def has_a_unit(text: str, end: int) -> bool:
    """Whether a unit follows at ``end``: crowns, degrees, pieces, or a decimal comma.

    Examples
    --------
    >>> has_a_unit("1200 kr.", 4), has_a_unit("1200 krydser", 4)
    (True, False)
    """
    return bool(_UNIT.match(text, end, end + 16))


def is_a_list(pairs: list[str]) -> bool:
    """Whether two-digit numbers side by side are counts or degrees, which stay close together, and no one number.

    Examples
    --------
    >>> is_a_list(["22", "23", "21", "22"]), is_a_list(["22", "87", "04", "61"])
    (True, False)
    """
    values = [int(pair) for pair in pairs]
    near = 15 if values[0] < 20 else 4
    return min(values) >= 10 and max(values) - min(values) <= near
