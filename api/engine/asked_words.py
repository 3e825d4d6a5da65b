"""Words of questions, by class: spellings and synonyms that mean the same about a routine, words that say nothing, question words.

Bokmål, nynorsk and dialect stand in one line; the first word is what all become. Data to be read and corrected by people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

QuestionKind = Literal[
    "who",
    "when",
    "where",
    "what",
    "content",
    "why",
    "may",
    "must",
    "much",
    "how",
    "what_if",
    "what_after",
    "skip",
    "jump",
    "criteria",
    "counts",
    "often",
    "part",
    "whom",
]

# The same thing about a routine, however it is spelled or called. Stems: see `stems` in topic_index.py.
SYNONYMS = """
foresatte føresette foreldre foreldra foreldrene forelder mor far mamma pappa mora moren faren hjemmet heimen heim hjem forelda verge vergen
eleven elev barnet barn ungen jenta gutten guten
fravær fråvær borte borteblitt skulk
bekymring uro bekymret uroa bekymra bekymringsfull bekymringsfullt bekymringsfulle uroande uroleg undring undre undrar
avtale avtalt avtalen enig samd samde
skrive skriv skrevet skrivast skrives notere noter noterer noteres noterast notert loggføre logg logge logger loggføring føre før fører føra dokumentere dokumentasjon dokumenterer dokumenteres nedskrevet skriftlig skriftleg
lagre arkivere arkiv arkiveres lagres ligge ligger legge legges legg ligg oppbevare oppbevares
referat møtereferat referatet
samtykke samtykkje godkjenning godkjenne godkjennes godkjent godkjennast samtykker samtykkeskjema
henvise henvisning tilvise tilvising henviser tilviser henvis tilvis tilvisa henvist tilvist
skjema skjemaet mal malen malar mala blankett
evaluere evaluering evaluer evaluert evaluerer evaluerast vurdert
tiltak tiltaka tiltakene
melde meld melder meldt meldast meldes melding rapportere
ringe ring ringer ringje telefon telefonen tlf oppringing ringt
møte møtet møter møta møtene møtes møtast samarbeidsmøte samarbeidsmøter samarbeidsmøtet nærværsmøte nærværsmøtet nærværsmøter nærværsmøta
samtale prat prate snakke snakk snakker snakka samtalen samtalar
innkalle innkalling kalle kall kaller kallar kalla invitere inviter inviterer invitasjon invitert inviterast
ledelse leiing leiinga ledelsen leiar leiaren lederen rektor rektoren inspektør inspektøren sjef
avdelingsleder avdelingsleiar
frist tidsfrist dato deadline
ansvar ansvarlig ansvarleg
nekte nekter nektar avslå avslår nei motsette avviser
avslutte avslutt avsluttes avsluttast avslutning lukke lukkes lukka ferdig stenge slutt
ferie feriar skoleferie skuleferie høstferie haustferie vinterferie juleferie påskeferie fridager fridagar høstferien haustferien vinterferien juleferien påskeferien påska jula
sykdom sjuk syk sjukdom sykemeldt sjukmeld sykmeldt
vikar stedfortreder stadfortredar
flytte flytter flyttar bytte byttar bytter byte byter skolebytte skulebyte
klage klager klagar klagerett
tolk tolken språk tolketjeneste
video digitalt digital zoom nett nettmøte videomøte skjerm
søsken bror søster syster lillebror storesøster
innsyn lese leser tilgang
signere underskrift underskrive underskrevet signatur signert skrivast_under signerast undertegne
oppbevaring bevare slette slettes slettast lenge
kartlegge kartlegging kartlegg kartlagt kartlegginga kartlegginger kartleggjast kartleggje
kartleggingssamtale kartleggingssamtalen
nærværskontakt nærværskontakten
helsesykepleier helsesjukepleiar helsesøster helsesyster
lærer lærar læraren læreren lærere lærarar
faglærer faglærar timelærer timelærar
kollega kollegaen kollegaer kollegaar
rådgiver rådgjevar
sosiallærer sosiallærar
drøfte drøft drøfter drøfting drøftinga drøftar diskutere diskuterer rådføre rådfør rådfører konsultere konsulter
grense grensa grensen terskel
prosent %
dele del deler delar delt
anonymt anonym namn navn navnet namnet navngi
sende send sender sendes sendast sendt
fylle fyll fylles fyllast utfylt fylt utfylle
koordinere koordinator koordinerer koordinering samordne
oppmøte frammøte møter_opp nærvær nærværet
muntlig munnleg muntleg
alene aleine åleine
starte start starter startar begynne begynner byrje byrjar oppstart
skole skule skolen skulen
barnevern barnevernet barneverntjenesten barnevernstjenesten barnevernstenesta barneverntenesta bvt
bekymringsmelding uromelding
varsle varsel varsler varslar varsles
informere informer informerer informert informasjon beskjed orientere orienter orientert vite
kompetanseteam kompetanseteamet
ressursteam ressursteamet
plan planen
hjelp hjelpe hjelper støtte
leksehjelp lekser
hvor_ofte
forsent forsentkomming forseint seint forseinka
mobbing mobba mobbet plage krenke krenket krenka krenkelse krenkelser
kompleks kompleks_sak komplekse komplisert sammensatt samansett
virke virker verke verkar verka fungere fungerer funke funker funkar funka nytte effekt verknad virkning
permisjon fri ferietur utenlands reise reiser
legeerklæring egenmelding sykemelding sjukemelding legeattest attest
ikke ikkje itj ittj ikkj itte
betale koste kostnad pris
spørre spør spurt spørr spørje spurde
analysere analyser analyse analysen tolke tolker tolkar
bestemme bestemmer bestemt avgjøre avgjør avgjort avgjere avgjer beslutte
involvere involverer involvert involverast koble kobler kobla kople koplar kopla
bestille bestill bestiller booke booker bookar skaffe skaffer skaffar ordne ordner ordnar
formål formålet føremål føremålet hensikt hensikten poeng poenget vitsen
vente vent venter ventar utsette utsett utsetter utset drøye
forberede forbered forberedt forbereder førebu førebudd førebur
spesialpedagog spesialpedagogen spesped
politi politiet anmelde anmeldelse politianmeldelse
uenig uenige usamd usamde
fortsette fortsett fortsetter fortset forts halde_fram holde_fram
"""

# Words that say nothing of what is asked about.
STOP = frozenset(
    (
        "a at av bare berre begge ble blei blir bli da då de deg dei dem den denne der dere det dette di din dit du dykk e eg ei ein eit en "
        "er et ett for fra frå før få får fått får_vi gjør gjer gjøre gjere gjøres gjort ha har han har_vi hei helt her hos hun ho hva i ifra "
        "inn ja jeg jo kan kanskje kunne litt man me med meg mer meir min mitt mine må nå no noe noko noen nokon nokre når og også òg óg om opp oss over på rett "
        "sag sak saka saken sakene seg selv si sier seier sin sjølv skal skulle som så sånn ta tar tek te til å æ ut uten utan "
        "var vart ved vi vil ville være vere vær vært vore vår våre vårt om enn enda egen eigen eller men hvis viss dersom etter under mellom "
        "går gå hvordan korleis hvem kven kem kim kæm hvor kor kvar ka kva hvorfor kvifor koffor hvilke hvilken hvilket kva_for åssen kossen koss "
        "må_vi skal_vi trenger treng trengst trengs trengt bør burde lov kommer kjem komme kome nok si også ennå enno alle alt all "
        "bruke brukar bruker rutinen rutine rutina egentlig eigentleg jeg_lurer lurer lurar på_om heller faktisk fortsatt framleis nokon_gong "
        "noen_gang første først fyrste fyrst sist ganger gong gang måtte rundt hele heile regnes regnast rekna reknast regne nivå trinn steg steget nivået trinnet holdt halden avholdt likevel ned plass tid tida tiden lang langt hold holde hald halde holdes haldast nåt nest neste uke uka vider videre vidare ordre orden ting the sku ska ha_med veit vet vete ke kå ho hu hn dæ mæ sæ "
        "dokker dokke hennes hans hennar sitt sine mot via per hver kvar kvart hvert ved_siden pleier plar pleie stå står stend still "
        "betyr tyder betyder meiner mener mene meine egentlig_er slags slag type sånne slike slik hjå vel ho han hen sleppe slippe slepp slipp slippes tas takast alltid la lat helst gjerne ute aller "
        "sent seint sitte sitter sit sitt hopp hoppe hopper hoppar dropp droppe dropper droppar d dn sei seie seia sagt hatt havt hadde verte vert blitt tel teller telle telles bry hennar ok takk grei greit altså ellers elles da_å allerede alt_no lenge fort raskt senest seinast tidligst tidlegast ofte mange mykje mye "
        "flere fleire noe_om seg_selv si_ifra oss_i mæ holder hald held går_det an vanlig vanleg lik like skjer hender dersom_vi gang_på_gang stund snart kjapt sitje"
    ).split()
)

# Words that only together mean something, and the one they become.
PHRASES = (
    (r"\bk[oj]\w*m\w* (?:\w+ ){0,2}for (?:sent|seint)\b", "forsent"),
    (r"\b(?:være|vere|vær|bli|verte) (?:ferdige?|klare?t?)\b", " "),
    (r"\b(?:si|sei|seie|sier|seier|sagt) ja\b", "samtykke"),
    (r"\bi dag\b", " "),
    (r"\b(?:fortsatt|framleis|fremdeles|enda|ennå|enno) (?:ikke|ikkje|itj)\b", "ikke virke"),
    (r"\b(?:hjemme|heime)(?: hos)?\b", "hjemmebesøk"),
    (
        r"\b(?:skriv\w*|skreve\w*) (?:\w+ ){0,2}under\b(?! (?:egen|eigen|eiga|eige|en|ein|ei|et|eit|den|det) )",
        "signere",
    ),
    (r"\bfør\w* (?:ikke|ikkje|itj) (?:fr[ae]m\w*|til noe)\b", "virker ikke"),
    (r"\bfør\w* fr[ae]m\w*|\bfører til noe\b", "virker"),
    (r"\bfør\w* sak\w* vid\w+|\bta\w* over\b|\btek over\b|\bovertar\w*", "overta"),
    (r"\bt[ae]k?r? vare på|\btakast vare på", "oppbevare"),
    (r"\bflytt\w* (?:på )?(?:møt|samtal|dato|frist|evaluering|time)\w*", "utsette møte"),
    (r"\b(?:på|over|via|i) teams\b", "video"),
    (r"\b(?:seier?|sei|sier?|sa|sagt) (?:i)?fr[aå]\b", "melde informere"),
    (r"\b(?:held|hald\w*|hold\w*) fram\b", "halde_fram"),
    (r"\bgi\w* beskjed", "informere"),
    (r"\bfå\w* (?:vite|beskjed)", "få informere"),
    (r"\b(?:ha|ta|tar|tek) (?:med|mæ) (?:meg|mæ|oss|seg)\b", "forberede"),
    (r"\bavd\w*\W{0,2}l[ei]+[dd]\w*|\bavd\w*\W{0,2}leiar\w*", "avdelingsleder"),
    (r"\bsk?al være med\b|\bvere med\b", "være med"),
)

# What a judgement is asked for with in every routine, by what it means.
JUDGED_BY: Mapping[str, tuple[str, ...]] = {
    "not_enough": (
        "tiltakene hjelper ikke",
        "det hjelper ikke",
        "det blir ikke bedre",
        "ikke blitt bedre",
        "fraværet gir seg ikke",
        "eleven kommer fortsatt ikke på skolen",
    ),
}

# What a question asks for, the first that fits. Patterns are tried on the lowered words, joined by single spaces.
_WHAT = r"\b(?:hva|kva|ka|ke|kå|hå)"
_WHERE = r"\b(?:hvor|kor|kvar|hen)"
_WHO = r"\b(?:hvem|kven|kem|kim|kæm|åkken|kvem)"
_IF = r"(?:hvis|viss|dersom|om)"
_WE = r"(?:jeg|eg|æ|e|i|vi|me|mi|man|ein|en|dere|de|du)"
_HOW_MUCH = (
    r"(?:ofte|tett|mange|mykje|mye|lenge|fort|raskt|kjapt|snart|lang|tid)\b"  # behind “hvor” it asks for no place
)
_OF_WHAT = (
    r"(?:sier|seier|står|snakk\w*|spør\w*|vet|veit|skriv\w*|fortel\w*|inform\w*|mener|meiner|nevner|nemner)"  # “om” it
)
QUESTION_KINDS: tuple[tuple[QuestionKind, str], ...] = (
    ("criteria", r"\b(?:skal|ska|må|skulle) til for (?:å|at)\b|\bkriteri\w*"),
    ("jump", r"\b(?:rett|direkte|hopp\w*|straks|fluksens) (?:til|te|på)\b"),
    (
        "skip",
        r"hopp\w* over|\bsl[ei]pp\w*|dropp\w*|la vær\w*|la ver\w*|lat ver\w*|ut[ae]n å|ut[ae]n at|vent\w* med|utsett\w*",
    ),
    (
        "where",
        rf"{_WHERE} (?!{_HOW_MUCH})(?:\w+ ){{0,3}}(?:skriv\w*|før\w+|legg\w*|ligg\w*|logg\w*|noter\w*|dokument\w*|arkiv\w*|lagr\w*|melde\w*|finn\w*|står|send\w*)",
    ),
    ("what_after", r"\bneste (?:nivå|trinn|steg|rutine)|\better (?:nivå|trinn|rutine|steg) \w+|\better siste"),
    (
        "what_if",
        rf"{_WHAT} (?!(?:\w+ ){{0,3}}{_OF_WHAT}(?: \w+){{0,3}} om\b)(?:\w+ ){{0,4}}(?<!enige )(?<!samde )(?<!einige ){_IF}\b(?! i\b)(?=\W+\w)|\b{_IF} (?:\w+ ){{0,6}}(?:ikke|ikkje|itj|nekt\w*|nei)\b|\bnår (?:\w+ ){{0,6}}(?:ikke|ikkje|itj|nekt\w*)\b",
    ),
    (
        "what_after",
        rf"{_WHAT} (?:skjer|hender|kommer|kjem|er neste|gjør \w+|gjer \w+|blir) (?:\w+ ){{0,5}}(?:etter|etterpå|neste|da|då|når)\b|\bneste (?:nivå|trinn|steg)",
    ),
    ("often", rf"{_WHERE} (?:ofte|tett|mange ganger|mange gonger)"),
    (
        "when",
        rf"^(?!.*\b(?:borte|vekk\w*|fr[aå]v[æe]r\w*|bekym\w*)\b).*{_WHERE} mange (?:dag|uke|vek|mån)\w* (?:har|går|etter|innen|innan|(?:\w+ )?{_WE})\b",
    ),
    ("much", rf"{_WHERE} (?:mange|mykje|mye|my|høyt|høgt|stor\w*|gammel\w*)|prosent"),
    (
        "when",
        rf"(?:^|[,.?!] |^\w+ |\bog |\binn[ea]n )(?:når|nåt|kortid)\b(?! (?:ikke|ikkje))|{_WHERE} (?:tid|lenge|fort|raskt|kjapt|snart|seint|sent|lang tid)|{_WHAT} (?:tid|dag|dato|frist\w*)|\binn[ea]n (?:hvilken|kva|hva)\b|\bfrist\w*|\btidsfrist|\bdato\w*|senest|seinast|tidligst|tidlegast",
    ),
    (
        "whom",
        rf"\b(?:til|te|hos|med|mæ) {_WHO}\b|{_WHO} (?!.*\b(?:være|vere|vær|er|blir|bli|ha) (?:med|mæ)\W*$)(?:\w+ ){{1,6}}(?:til|te|hos|med|mæ)\W*$"
        rf"|{_WHO} (?:får|få|(?:skal|ska|må|bør) (?:få|ha)) (?!(?:med|mæ|være|vere|ansvar\w*|lov|til)\b)"
        rf"|{_WHO} (?:skal|ska|må|bør|kan|kunne|\w+r) (?:jeg|eg|æ|vi|me|mi|man|ein|dere)\b",
    ),
    (
        "who",
        rf"{_WHO}\b|^(?:\w+ )?(?:er|e|æ) det (?:\w+ eller )?(?:jeg|eg|æ|e|vi|me|mi|avdelingsl\w+|rektor|ledelsen|leiinga|kontaktlærer\w*|faglærer\w*|lærer\w*|lærar\w*|skolen|skulen) som\b|^(?:\w+ )?(?:er|e|æ) det (?:\w+ ){{1,3}}eller (?:\w+ ){{1,3}}som\b",
    ),
    (
        "why",
        r"\b(?:formål|føremål|hensikt)\w*|(?:hva|kva|ka) (?:skal|ska|kan|må|brukes|brukast|bruker|bruke) (?:\w+ ){1,4}til(?: (?:på|i) \w+)?\W*$|\b(?:hvorfor|kvifor|koffor|korfor|kiffor|åffer|koffer)\b|(?:hva|kva|ka) (?:er )?(?:poenget|vitsen|grunnen|hensikten|meininga|meningen)",
    ),
    (
        "content",
        rf"{_WHAT} (?:\w+ ){{0,2}}(?:stå|står|være med|vere med|vær me|inneh\w*|fyll\w*|skal i)|inneh\w*|(?:{_WHAT}|\bhvilke\w*) spørsmål|{_WHAT} (?:skal|ska|bør|må|kan) {_WE} (?:\w+ )?(?:spør\w*|snakk\w*|si|sei|seie|ta opp)\b|\bser (?:\w+ )?ut\b",
    ),
    ("what", rf"{_WHAT} (?:er|e|æ|betyr|tyder|meiner|menes|meines|vil det si|slags)\b|\bforskjell\w*|\bskil\w*"),
    ("counts", r"\b(?:tel|teller|regnes|regnast|reknast|rekna?st?|gjelder|gjeld)\b"),
    ("how", r"\b(?:hvordan|korleis|kossen|koss|åssen|kordan|korsn)\b"),
    ("where", rf"\b{_WHERE}\b"),
    (
        "part",
        r"\b(?:være|vere|vær|ver|vara) (?:med|mæ)\b|\b(?:er|e|æ) (?:\w+ ){1,3}(?:med|mæ) (?:på|i)\b|\bdelta\w*|\btil ?stede|\btil stades",
    ),
    (
        "must",
        rf"^(?:\w+ )?(?:må|skal|ska|trenger|treng|trengs|trengst|bør|krev\w*)\b|\b(?:må|skal|ska|trenger|treng) {_WE}\b|pliktig|\bkrav\b|\bplikt\b|nødvendig",
    ),
    (
        "may",
        rf"^(?:\w+ )?(?:kan|får|holder|held|går det|er det (?:lov|greit|ok|nok))\b|\b(?:kan|får) {_WE}\b|\blov\b|\bholder det\b|\bgår det\b",
    ),
    ("what", rf"\b{_WHAT}\b|\bhvilke\w*"),
)


def lines(table: str) -> Iterator[list[str]]:
    """The words of each line of a table."""
    return (line.split() for line in table.splitlines() if line.strip())
