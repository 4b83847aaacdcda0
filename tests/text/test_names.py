"""Names in a note are found equally well wherever they come from, and ordinary sentences are left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.text.names import name_spans, warns_of_health

NAMES = {
    "danske": (
        "Jensen Nielsen Hansen Pedersen Møller Holm Mette Søren Birgitte Henrik Lone Flemming Karen Torben Hanne"
    ),
    "syriske": ("Haddad Khalil Al-Masri Darwish Aziz Mohamed Fatima Ahmad Rania Samer Layla Hassan Omar Nour Bashar"),
    "eritreiske": (
        "Tesfay Ghebremeskel Haile Woldu Kidane Selam Yonas Luwam Filmon Rahel Semhar Dawit Abrehet Mehari Yordanos"
    ),
    "ukrainske": (
        "Shevchenko Kovalenko Bondarenko Melnyk Tkachuk Olena Andriy Kateryna "
        "Dmytro Iryna Serhii Oksana Volodymyr Natalia Taras"
    ),
    "somaliske": ("Warsame Abdullahi Farah Jama Guled Hodan Abdi Faadumo Mahad Ayaan Ifrah Cabdi Sahra Liban Hodo"),
    "afghanske": (
        "Ahmadzai Noorzai Karimi Rahimi Stanikzai Zahra Farid Shirin Reza Nasrin Jawad Maryam Habib Parwana Mirwais"
    ),
}
FRAMES = (
    "Vi sad i pausen, og {navn} lærte ham et nyt ord.",
    "Talte længe med {navn} om weekenden.",
    "Hun fik hjælp af {navn} til at læse skiltet.",
    "Min kollega {navn} viser, hvordan man gør.",
    "Gik over til {navn} og spurgte selv.",
    "{navn} hjalp med at forklare opgaven.",
    "Det gik fint. {navn} var med hele dagen.",
    "Forstod ikke hr. {navn}s besked om fredagen.",
    "Der var møde (med {navn} fra kontoret) i dag.",
    "Kunderne spurgte {navn}, og hun svarede.",
    "Chefen {navn} roste hende.",
    "{navn} og jeg øvede telefon.",
    "Arbejdede sammen med Ali og {navn} ved pakkebordet.",
    "Hr {liden} bad om en kop kaffe.",
    "Vi har fået en ny, der hedder {liden}.",
    "Tog imod en vare fra {navn} Andersen.",
)
ORDINARY = """
Spurgte selv, hvad næste opgave var, uden at jeg skulle sige noget.
Ringede selv og sagde, at bussen var forsinket. Jeg forstod det hele.
Fortalte om sin weekend i pausen. Korte sætninger, men alle kunne følge med.
Hun spurgte "hvad betyder det?" i stedet for bare at nikke.
Tog telefonen, da jeg havde hænderne fulde, og gav beskeden rigtigt videre.
Læste vagtplanen og opdagede selv, at to vagter var byttet om.
Var i Netto efter mælk og spurgte selv om vej.
Kaffen var kold, men snakken gik godt.
Beskederne blev forstået. Maskinen var i stykker hele mandagen.
Han vil gerne på ferie i Danmark til sommer, måske til Skagen eller Bornholm.
Vi talte om jul og påske og om Eid.
Bruger Google Translate på telefonen, når det er svært.
Skrev selv en besked i Teams. To fejl, men jeg forstod den.
Har startet på DU2 modul 3 og er glad for det.
Godmorgen, sagde hun til alle. Det er nyt!
Samtalen stopper efter "godmorgen".
Kunderne smilede. Opgaverne er de samme hver dag.
Kl. 10 holdt vi pause. Så tog han truckkortet frem.
Fik besked på at hente paller, skruer, m.m. Alt blev hentet.
Udtalen er blevet tydeligere.
Personalemødet var langt. Hun lyttede mest.
Rengøringen gik fint, og oprydningen tog hun selv.
Truckføreren roste hende foran holdet.
Vi arbejdede i Odense i dag og kørte hjem over Nyborg.
Siger stadig "den der" om skruetrækkeren.
Vejret blev dårligt. Derfor tog vi hjem klokken to.
Kantinen er god til småsnak.
- Forstod instruksen
- Hjalp en kunde
1) Læste skiltet. 2) Skrev en seddel.
Jeg tænkte: Det går den rigtige vej.
Kan I hjælpe med flere ord til køkkenet?
Vil De have en pose? spurgte hun kunden.
Brugte ordet "Palleløfter" helt af sig selv.
Bor i Vollsmose og tager bussen hver dag.
Hun kommer fra Aleppo og har arbejdet i Damaskus.
Han fortalte om Asmara og om maden der.
Vi så kampen i fjernsynet og talte om EM.
Har fået MitID og NemKonto, det hjalp vi med.
Læser avisen. Overskrifter forstår han selv.
Ordbogen bliver brugt hver dag.
Tempoet er højt, og larmen gør det svært.
Mødte til tiden og passede sit arbejde.
Værnemidler kan hun navnene på nu.
Fredag var stille. Weekenden gik med familien.
Brandøvelsen gik godt, og reglerne sidder fast.
Dansk er svært, siger hun, men hun griner.
Nikker til det hele, men gør så noget andet.
Holder pause alene med telefonen. Før sad hun sammen med os.
Vi taler mest engelsk nu, det går hurtigere.
Undgår telefonen helt. Går ud af rummet, når den ringer.
Beboerne er glade for hende. Særligt fru... nej, alle sammen!
Købte ind i Føtex og Bilka for køkkenet.
Skulle hedde noget andet på dansk, sagde han og grinede.
Hun ved nu, hvad tingene hedder på lageret.
Vagten begyndte kl. 7. Kollegaerne var flinke.
Fik ros af chefen. Chefen sagde, at det var flot.
Talte med en kollega om fodbold.
Sagde "Hav en god dag" til alle gæsterne.
Kassen driller, men hun klarer det. Prisen stod forkert.
Ideen var hendes egen.
Bestillingen til fredag blev skrevet rigtigt.
Snakkede om ramadan og om at faste.
Excel er svært, Word går bedre.
Hunden i gården fik navn.
Ugens ord: skovl, spand og kost.
Lærer hurtigt. Husker alt!
Elevatoren var i stykker, så vi bar det hele op.
Museet havde mange gæster, og hun svarede på alt.
Praktikken slutter snart. Måske kan den blive længere?
""".strip().splitlines()


def found_in(note, **known):
    return [note[start:end] for start, end in name_spans(note, **known)]


def how_many_are_found():
    """Per origin, the names found and the notes in which they were missed."""
    found, missed = {}, {}
    for origin, names in NAMES.items():
        found[origin], missed[origin] = 0, []
        for name in names.split():
            for frame in FRAMES:
                note = frame.format(navn=name, liden=name.lower())
                spans = found_in(note)
                hit = any(name.casefold() in one.casefold() for one in spans)
                found[origin] += hit
                if not hit:
                    missed[origin].append(note)
    return found, missed


def test_names_are_found_equally_well_wherever_they_come_from():
    found, missed = how_many_are_found()
    total = 15 * len(FRAMES)

    assert all(len(names.split()) == 15 for names in NAMES.values())
    assert min(found.values()) >= 0.97 * total, (found, total, missed)
    assert max(found.values()) - min(found.values()) <= 0.02 * total, (found, total, missed)


def test_ordinary_sentences_are_left_alone():
    proposed = {note: words for note in ORDINARY if (words := found_in(note))}

    assert len(ORDINARY) >= 60
    assert len(proposed) <= 2, (len(proposed), len(ORDINARY), proposed)


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("Mohamed Ali Hassan kom forbi.", ["Mohamed Ali Hassan"]),
        ("Vi mødte Omar al Sayed og J. Hansen.", ["Omar al Sayed", "J. Hansen"]),
        ("Ahmed, Yusuf og Fatima hjalp hinanden.", ["Ahmed", "Yusuf", "Fatima"]),
        ("Sad ved G/Mariam og Abdel-Rahman.", ["G/Mariam", "Abdel-Rahman"]),
        ("Lånte Mettes cykel og kørte i Hassans bil.", ["Mettes", "Hassans"]),
        ("Sagde det til kollegaen August, ikke i august.", ["August"]),
    ],
)
def test_a_name_of_several_words_is_one_name(note, names):
    assert found_in(note) == names


def test_the_one_whom_the_note_is_about_is_not_taken_out_of_it():
    note = "Selam spurgte Tesfay, og Selams chef roste Selam Tesfay."

    assert found_in(note, own="Selam") == ["Tesfay", "Tesfay"]


def test_a_name_that_the_writer_knows_is_found_in_lower_case_too():
    assert found_in("i dag talte hun med yusuf og bo lidt", known=["Yusuf", "Bo"]) == ["yusuf"]
    assert found_in("Talte med BO og med Per.", known=["Bo", "Per"]) == ["BO", "Per"]
    assert found_in("i dag talte hun med yusuf") == []


def test_the_workplace_is_nobody():
    assert found_in("Mødte på Fjordens Lager, og hos Fjordens Lager er alle flinke.", workplace="Fjordens Lager") == []


@pytest.mark.parametrize("note", ["Hun er gravid.", "Var hos lægen.", "Tager medicin nu", "DEPRESSION?", "Sygemeldt."])
def test_a_word_of_health_is_warned_of(note):
    assert warns_of_health(note)


def test_other_words_are_not_warned_of():
    assert not any(warns_of_health(note) for note in ORDINARY)


@given(st.text(max_size=120))
def test_no_text_whatever_makes_it_fail(note):
    spans = name_spans(note, known=[note[:9]], own=note[3:8], workplace=note[5:20])

    assert all(0 <= start < end <= len(note) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
