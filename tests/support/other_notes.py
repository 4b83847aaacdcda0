"""What buddies write in the other town: sentences of its own, not always right and not always well spelt."""

import numpy as np
from numpy.typing import NDArray

PROGRESS = """
Kunne selv forklare kunden hvor mælken står, uden at jeg hjalp til.
Fortalte om sin weekend på dansk i pausen, og vi forstod det hele.
I dag ringede telefonen, og hun tog den selv.
Han spørger mere end før, når der er noget han ikke har forstået.
Første gang hun læste hele vagtplanen uden hjælp.
Det går fremad med sætningerne, de er blevet længere.
Han brugte de nye ord fra sidste uge helt rigtigt.
Jeg behøver ikke gentage så meget mere.
Vi talte om fodbold en halv time, og han var med hele vejen.
Hun lavede sjov med os andre på dansk i dag.
Kan nu tage imod en besked og give den videre rigtigt.
Skrev selv en seddel til aftenholdet, den var til at forstå.
Flot hvordan han klarede en sur kunde på dansk.
Hun begynder selv samtalen om morgenen nu.
Forstod hele gennemgangen, selv om jeg talte i normalt tempo.
Udtalen er blevet meget tydeligere den sidste måned.
Han fandt selv på at spørge kokken, da der manglede noget.
Har lært navnene på alt værktøjet i skuffen.
Hun forklarede den nye praktikant, hvordan maskinen virker.
Nu siger han til, når noget er forkert, og siger hvad det er.
Tog ordet på vores tavlemøde, det har hun ikke gjort før.
Det danske flyder bedre, han leder ikke så længe efter ordene.
Vi taler næsten kun dansk nu, engelsken er væk.
Hun fangede en vittighed, og det er ellers svært.
Meldte sig selv syg i telefonen på dansk, det var fint.
Han læser etiketterne højt for mig, og det sidder.
Kunne fortælle hvad der skete i går, med datid og det hele.
Beboerne forstår hende nu, når hun siger noget.
Skiftede selv fra enkeltord til hele sætninger i dag.
Han klarede hele morgenen med den nye kollega uden mig.
Hun retter sig selv, når hun siger noget forkert.
Vi havde en lang snak i bilen om børn og skole.
Han tør mere nu og taler også med dem fra kontoret.
Læste sikkerhedsskiltet og forklarede mig det bagefter.
Hun forstod ændringen midt i opgaven med det samme.
Nye ord i dag: palleløfter, følgeseddel, rullebånd. Han husker dem.
Tog selv kontakt til chaufføren og aftalte aflæsning.
Der er sket meget på de sidste uger, hun taler meget mere frit.
Han skrev en sms til mig om at bussen var forsinket.
Spurgte ind til min ferie og forstod svaret.
Hun er begyndt at forklare hvorfor, ikke kun hvad.
Kunderne går til ham, og han svarer dem fint.
Klarede at læse opskriften selv i dag.
Nu kan jeg give tre beskeder på en gang, og de bliver husket.
Hun sidder ved det store bord og snakker med.
"""
NOBODY_TO_TALK_TO = """
Han står alene på lageret hele dagen, der er ingen at tale med.
Vi havde så travlt at vi ikke fik snakket sammen.
På hendes hold taler de andre kun polsk.
Der er larm ved maskinerne, så man kan ikke føre en samtale.
Hun gør rent efter lukketid og møder næsten ingen.
De andre spiser et andet sted, så han sidder for sig selv.
Jeg har haft fri, og ingen andre har taget over.
Alt foregår på engelsk i køkkenet for tiden.
Opgaverne er de samme hver dag, så der bliver ikke sagt noget nyt.
Han er sat til at pakke, og det foregår uden ord.
Vi ses kun ti minutter ved vagtskiftet.
Der er ikke nogen der har tid til ham lige nu.
Hun er flyttet til nathold, og der er de kun to.
Ingen snak i dag, vi arbejdede hver for sig.
Han kører alene i bilen og får sine ture på skærmen.
Afdelingen er skåret ned, så der er ikke meget selskab.
Samme opvask som altid, og døren er lukket ud til os andre.
Vi har ikke haft pauser sammen i flere uger.
Hun arbejder sammen med sin landsmand, så de taler deres eget sprog.
Det er blevet til goddag og farvel, mere når vi ikke.
Den nye opgave er ude i drivhuset, der er ingen andre derude.
Radioen kører højt, og folk har høretelefoner på.
"""
STANDSTILL = """
Jeg synes det er gået lidt i stå med det danske.
Han siger ja til alt, men jeg tror ikke han forstår det.
Hun bruger de samme ti ord som for to måneder siden.
Går over til engelsk, så snart det bliver lidt svært.
Jeg må stadig vise med hænderne hver gang.
Han trækker sig, når vi andre snakker.
De ord vi øvede i sidste uge var væk igen.
Hun svarer kun med et ord, og så bliver der stille.
Vil helst have sin telefon til at oversætte.
Han spørger ikke, han venter bare til nogen viser ham det.
Det er svært at få en samtale i gang, hun kigger ned.
Stadig ingen hele sætninger.
Jeg har forklaret det samme fem gange i dag.
Han går ud i bilen i pausen i stedet for at sidde med.
Hun tør ikke tage telefonen og giver den videre.
Virker træt af at tale dansk og siger det næsten ikke.
Kunne ikke gentage beskeden, heller ikke anden gang.
Han beder sin ven om at oversætte, hver gang jeg siger noget.
Der er ikke sket noget nyt med sproget i lang tid.
Hun misforstod opgaven igen, og vi måtte lave det om.
Læser ikke sedlerne, spørger heller ikke hvad der står.
Han kom i tvivl om ting, han godt kunne før jul.
Det står stille, jeg kan ikke finde på mere at prøve.
Taler så lavt at ingen hører hvad hun siger.
"""
NEUTRAL = """
Vi pakkede julekurve hele dagen.
Mødte klokken syv og gik klokken tre.
Der kom varer to gange i dag.
I dag var chefen på kursus.
Vi har fået en ny opvaskemaskine.
Stuegulvet blev bonet, og vinduerne blev pudset.
Regnvejr, så vi var inde i værkstedet.
Han var på sprogskole om formiddagen.
Hun hjalp til i haven sammen med to beboere.
Fredag med kage, en fyldte halvtreds.
Vi talte lagret op efter frokost.
Der var brandøvelse midt på dagen.
Han havde nye sikkerhedssko på.
Hun byttede vagt med en kollega.
Vi kørte til genbrugspladsen med pap.
Stille dag med få kunder.
Dagen gik med at lægge priser på.
Vi holdt pause lidt senere end normalt.
Der var besøg af en skoleklasse.
Han fik nøgle til omklædningsrummet.
Kantinen havde lukket, så vi spiste i skuret.
Hun var med til at dække op til selskab.
Der skal males i næste uge.
Vi brugte eftermiddagen på cykler.
Bussen var forsinket, ellers en normal dag.
Vi skiftede filter på de to store maskiner.
Han stod ved kassen fra ti til tolv.
Hun vaskede tøj og lagde det sammen.
Der mangler handsker i skabet.
Ny vagtplan fra mandag.
Vi ryddede op efter stormen.
Han kørte trillebør, jeg lagde fliser.
Morgenmad til otte, frokost til tyve.
Hun var på afdeling fire i dag.
Alt som det plejer.
"""
MISLEADING = """
En god og flittig medarbejder, hurtig på fingrene.
Han er altid glad og møder til tiden.
Hun arbejder stærkt og laver ingen fejl.
Super sød pige, alle kan lide hende.
Han kom for sent igen i dag.
Vi er meget tilfredse med hans arbejde.
Hun var lidt sur i dag, måske noget derhjemme.
Ikke nogen god dag, maskinen gik i stykker to gange.
Han løfter tungt uden at brokke sig.
Det går super godt med opvasken.
Hun har fået ros af ledelsen.
Han glemte at lukke porten.
Vi snakkede om at han måske skal have flere timer.
Det gik helt galt med leveringen.
Hun smiler meget og nikker, det er hyggeligt.
Ingen problemer overhovedet.
Han vil gerne have et andet arbejde.
Det har været en hård uge for os alle.
Hun er blevet hurtigere til at folde end mig.
Jeg var sur over at ingen havde ryddet op.
Han klarer sig fint, og han er stærk som en bjørn.
Vi grinede meget, da spanden væltede.
Hun er lidt stille, men det er vi alle sammen her.
Han mangler en ny jakke til vinteren.
Det er dejligt at have en der bare gør det.
"""
GOOD, ALONE, STUCK, PLAIN, BESIDE = range(5)
BANK = tuple(
    np.array(part.strip().splitlines(), dtype=object)
    for part in (PROGRESS, NOBODY_TO_TALK_TO, STANDSTILL, NEUTRAL, MISLEADING)
)
_SHARE_PLAIN, _SHARE_BESIDE, _SHARE_TYPED_BADLY = 0.3, 0.12, 0.2


def notes_about(
    stuck: NDArray[np.bool_], alone: NDArray[np.bool_], right: float, lot: np.random.Generator
) -> NDArray[np.object_]:
    """A note for each entry.

    Parameters
    ----------
    stuck : array of bool
        Whether there is little progress just now.
    alone : array of bool
        Whether that is because of the placement.
    right : float
        How often a note that says something says what is so.
    lot : Generator
    """
    n = stuck.size
    told = np.where(lot.random(n) < right, stuck, ~stuck)
    because_alone = np.where(lot.random(n) < right, alone, ~alone)
    kind = np.where(told, np.where(because_alone, ALONE, STUCK), GOOD)
    draw = lot.random(n)
    kind = np.where(draw < _SHARE_PLAIN, PLAIN, np.where(draw < _SHARE_PLAIN + _SHARE_BESIDE, BESIDE, kind))
    notes = np.empty(n, dtype=object)
    for part, sentences in enumerate(BANK):
        mine = np.flatnonzero(kind == part)
        notes[mine] = sentences[lot.integers(sentences.size, size=mine.size)]
    for at in np.flatnonzero(lot.random(n) < _SHARE_TYPED_BADLY):
        notes[at] = _typed_badly(notes[at], lot)
    return notes


def _typed_badly(note: str, lot: np.random.Generator) -> str:
    """The note with one letter left out, doubled or changed places with the next, or without its capital and stop."""
    at, how = int(lot.integers(1, len(note) - 2)), int(lot.integers(4))
    if how == 0:
        return note[:at] + note[at + 1 :]
    if how == 1:
        return note[:at] + note[at] + note[at:]
    if how == 2:
        return note[:at] + note[at + 1] + note[at] + note[at + 2 :]
    return note[0].lower() + note[1:].rstrip(".")
