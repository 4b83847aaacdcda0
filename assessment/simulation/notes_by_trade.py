"""Situations that belong to one trade, by trade and tone; placeholders as in ``notes_everywhere``."""

BY_TRADE: dict[str, dict[str, tuple[str, ...]]] = {
    "lager": {
        "progress": (
            "Sagde selv til chaufføren, at der manglede en palle.",
            "Læste pluklisten højt og fandt den forkerte vare, før den gik ud.",
            'Råbte "pas på, truck!" i rette tid. Alle hørte det.',
            "Forklarede chaufføren, hvilken port han skulle holde ved.",
        ),
        "stall": (
            "Kører pluk med headset hele dagen og hører kun tal og koder.",
            "Pakker alene på gang tolv. Der kommer ikke et ord dansk ind.",
            "Peger stadig på hylden i stedet for at sige, hvad der mangler.",
        ),
        "neutral": (
            "Varemodtagelse hele formiddagen.",
            "Vi øvede ordene for paller, reoler og porte.",
            "Status på lageret, så alt var anderledes.",
        ),
        "quiet_but_fine": ("Plukkede alene i dag, men meldte selv to fejl på listen.",),
        "lively_but_flat": ("Hurtigst på holdet til at plukke. Scanneren taler, vi andre gør ikke.",),
    },
    "køkken": {
        "progress": (
            "Fortalte kokken, at kartoflerne ikke var møre endnu. Helt rigtigt sagt.",
            'Læste opskriften selv og spurgte kun, hvad "rørt smør" er.',
            'Advarede mig: "bag dig, varm gryde". Det sad lige i skabet.',
            "Skrev dato og navn på bøtterne uden at se efter hos mig.",
        ),
        "stall": (
            "Står i opvasken hele vagten, og der larmer det for meget til at tale.",
            "Menuen skal jeg stadig læse op og vise på billeder hver dag.",
            "Skræller og skræller. Vi har ikke fået talt om maden i ugevis.",
        ),
        "neutral": (
            "Lavede smørrebrød til halvtreds. Vi gennemgik, hvad pålægget hedder.",
            "Hygiejnekontrol i dag, så alle havde travlt.",
            "Ny menuplan blev læst højt for alle.",
        ),
        "quiet_but_fine": ("Sagde ikke et ord under frokostrykket, men alt kom ud i rigtig rækkefølge.",),
        "lively_but_flat": ("Synger og laver sjov ved opvasken. De danske ord for maskinen mangler stadig.",),
    },
    "rengøring": {
        "progress": (
            "Sagde til på kontoret, at der manglede papir på toilettet.",
            "Læste på dunken og spurgte, om midlet måtte bruges på trægulv.",
            "Bankede på og spurgte selv, om {han} måtte gøre rent nu.",
            "Skrev på listen, hvad der ikke var nået, så jeg kunne tage over.",
        ),
        "stall": (
            "Møder før alle andre og går før de kommer. Så er der ingen at tale med.",
            "Vi har hver vores etage, så jeg ser {ham} kun ved skabet.",
            "Bruger stadig farven på kluden i stedet for ordet.",
        ),
        "neutral": (
            "Hovedrengøring på anden sal.",
            "Vi gennemgik, hvilke midler der hører til hvor.",
            "Byttede etage med en kollega denne uge.",
        ),
        "quiet_but_fine": ("Gjorde rent alene, men lagde en seddel på dansk om den ødelagte lampe.",),
        "lively_but_flat": ("Vinker til alle på gangen. Det bliver ved vinket.",),
    },
    "plejehjem": {
        "progress": (
            "Sad og snakkede om gamle billeder med en af beboerne. Lang tid.",
            "Spurgte en beboer, om kaffen skulle være med mælk, og forstod svaret.",
            "Gav en god besked ved vagtskiftet. Jeg behøvede ikke at lægge noget til.",
            "Forstod en beboer, der taler bredt jysk. Det er der ikke alle, der gør!",
        ),
        "stall": (
            "Er mest i skyllerummet og linnedskabet nu, så der er ikke meget snak med beboerne.",
            "Beboerne spørger stadig mig i stedet for {ham}.",
            "Bliver på gangen, når der er samvær i stuen.",
        ),
        "neutral": (
            "Dækkede bord og hjalp med frokosten.",
            "Banko i stuen. {Han} delte plader ud.",
            "Fulgte med på eftermiddagsvagten for at se, hvordan den er.",
        ),
        "quiet_but_fine": ("Sad bare og holdt en beboer med selskab uden mange ord. Det var det rigtige.",),
        "lively_but_flat": ('Beboerne elsker smilet. Samtalen er stadig "kaffe?" og "tak".',),
    },
    "gartneri": {
        "progress": (
            "Spurgte, om tomaterne skulle vandes før eller efter middag.",
            "Fandt bladlus og kunne forklare formanden, på hvilket bord.",
            'Kendte forskel på "plant om" og "plant ud" og gjorde det rigtige.',
        ),
        "stall": (
            "Prikler i væksthuset fra morgen til aften, hver i sin række.",
            "Vi er gået over til at vise alting med hænderne derude.",
            "Nu er der kun sæsonfolk på holdet, og de taler ikke dansk.",
        ),
        "neutral": (
            "Pottede om hele dagen.",
            "Vi talte planternes navne igennem ved frokost.",
            "Regn, så vi ryddede op inde i hallen.",
        ),
        "quiet_but_fine": ("Gik alene i drivhuset, men førte listen helt korrekt på dansk.",),
        "lively_but_flat": ("Arbejder for to og nynner imens. Vi får bare ikke talt.",),
    },
    "butik": {
        "progress": (
            "Fulgte en kunde hen til varen og sagde, hvad den hed.",
            'En kunde var utilfreds. {Han} sagde "to sekunder, jeg henter en kollega".',
            "Sagde priserne ved kassen, også de skæve.",
            "Tog selv imod en returvare og spurgte efter bonen.",
        ),
        "stall": (
            "Fylder kun op om natten nu, så der er ingen kunder at øve sig på.",
            "Går væk, når der kommer en kunde hen. Sådan har det været længe.",
            "Svarer stadig kunderne på engelsk og henter mig.",
        ),
        "neutral": (
            "Datotjek på mejerivarerne.",
            "Tilbudsavisen skiftede, så vi flyttede skilte.",
            "Vi øvede, hvad man siger ved kassen.",
        ),
        "quiet_but_fine": ("Var ude bagved med varerne i dag, men svarede godt, da en kunde kom forbi.",),
        "lively_but_flat": ('Siger "hej hej" til alle kunder. Når de spørger om noget, henter {han} mig.',),
    },
    "kantine": {
        "progress": (
            "Fortalte gæsterne, hvad der var i suppen, uden at se på skiltet.",
            "Svarede en gæst, at der var nødder i salaten. Vigtigt og helt rigtigt.",
            "Talte med de faste gæster om weekenden, mens {han} fyldte op.",
        ),
        "stall": (
            "Er rykket fra buffeten ud til opvasken, og dér er der ingen gæster.",
            "Gæsterne peger, og {han} øser op. Der bliver ikke sagt noget.",
        ),
        "neutral": ("Pastadag. Lang kø.", "Skrev skilte til buffeten sammen.", "Mødebestillinger hele formiddagen."),
        "quiet_but_fine": ("Holdt sig bag disken i dag, men tog en svær bestilling uden problemer.",),
        "lively_but_flat": ("Kender alle gæsters yndlingsret og smiler bredt. Ordene er de samme som i starten.",),
    },
    "vaskeri": {
        "progress": (
            "Læste mærket i trøjen og sagde, at den ikke tålte tres grader.",
            "Kaldte på teknikeren og forklarede, at rullen sad fast.",
            "Spurgte, hvorfor posen havde rødt bånd. Det har ingen nye spurgt om før.",
        ),
        "stall": (
            "Maskinerne larmer, så vi taler kun i pausen, og dér sidder {han} alene.",
            "Folder det samme hele dagen ved siden af en, der heller ikke taler dansk.",
        ),
        "neutral": ("Store mængder fra hotellet denne uge.", "Vi gennemgik mærkerne på poserne."),
        "quiet_but_fine": ("Arbejdede ved rullen uden snak, men skrev selv fejlen i bogen.",),
        "lively_but_flat": ("Sjov at arbejde sammen med. Vi har lavet vores eget tegnsprog ved maskinen.",),
    },
    "børnehave": {
        "progress": (
            "Læste en billedbog højt for tre børn. De rettede {ham} kun lidt.",
            "Fortalte en forælder, at drengen havde sovet godt.",
            'Sagde "vi skal dele" og "nu er det din tur", og børnene hørte efter.',
            "Sang med på tre danske sange til samling.",
        ),
        "stall": (
            "Er mest i køkkenet og garderoben, så {han} får ikke talt med børnene.",
            "Trækker sig, når forældrene kommer. Vi er ikke kommet videre med det.",
        ),
        "neutral": (
            "Tur i skoven med hele stuen.",
            "Hjalp med flyverdragter i garderoben.",
            "Var med på legepladsen det meste af dagen.",
        ),
        "quiet_but_fine": ("Sad stille i sandkassen med de små. De forstod hinanden fint.",),
        "lively_but_flat": ("Børnene leger rigtig gerne med {ham}. Det er mest lyde og bold.",),
    },
    "produktion": {
        "progress": (
            "Stoppede båndet og sagde, hvad der var galt. Præcis sådan skal det være.",
            "Læste fejlmeldingen på skærmen op i telefonen til teknikeren.",
            "Forklarede nattens problem for dagholdet. Jeg hjalp kun med ét ord.",
        ),
        "stall": (
            "Står ved båndet med høreværn hele vagten. Ingen samtale er mulig.",
            "Der bliver ikke talt dansk på linjen. Jeg er den eneste, der gør det.",
            "Skemaet udfylder jeg stadig, selv om det var meningen, at {han} skulle.",
        ),
        "neutral": (
            "Omstilling af linjen, så der var meget ventetid.",
            "Gennemgik nødstop og skilte.",
            "Byttede plads på båndet to gange.",
        ),
        "quiet_but_fine": ("Ikke mange ord ved båndet, men tavlemødet gik rigtig godt.",),
        "lively_but_flat": ("Maskinen kører perfekt, når {han} står der. Talen er der ikke sket noget med.",),
    },
}
