"""Words that decide with the classifier: who is reported to have said something, what asks, what only sounds alarming."""

from __future__ import annotations

import re


def words(text: str) -> int:
    return len(re.findall(r"\w+", text))


_PERSONS = (
    "mor far mora faren moren mamma pappa foreldra foreldrene foresatte føresette foresatt føresett eleven gutten guten jenta jenten "
    "han hun ho hu hn hen de dei dem dæm bestemor bestefar stemor stefar fostermor fostermora læreren lærar "
    "assistenten skolen skulen skola skula rektor rektoren kollega kollegaen kollegaer kollegaene kollegaane kontaktlærer "
    r"kontaktlærar lærerne lærarane bror broren brodern søster søsteren syster systera søstera besteforeldre besteforeldrene "
    r"besteforeldra bestemora bestefaren mormor morfar farmor farfar tante tanta onkel onkelen søsken søskena helsesykepleier\w* "
    r"helsesjukepleiar\w* helsesøster rådgiver\w* rådgjevar\w* sosiallærer\w* sosiallærar\w* avdelingsleder\w* avdelingsleiar\w* "
    r"inspektør\w* miljøterapeut\w* miljøarbeid\w+ trener\w* trenar\w* ppt bup barnevernet læreren kontaktlæreren kontaktlæraren"
).split()
_SAYS = (
    "sier seier sei sir sa spør spurte spurt spruer spute spørr spr lurer lurte lurt lure undrer undra vil ville ønsker "
    "ønskjer ønsket trur tror trudde mener meiner mente fortalte fortel forteller skrev skreiv svarte svara synes synest tenker "
    "tenkjer bad ba venter ventar vet veit visste spurde sporde fortalde meinte trudde ynskjer ønskte ynskte seie tykkjer tykte"
).split()
_SAYS_BEFORE = ("sier seier sa spør spurte lurer lurte mener meiner trur tror").split()
_SIGNS = r"(?!\W+(?:\w+\W+){0,2}?under\b)"  # whoever “skrev under” has said nothing

REPORTED = re.compile(
    rf"\b({'|'.join(_PERSONS)})\b\W+(?:\w+\W+){{0,3}}?\b({'|'.join(_SAYS)})\b{_SIGNS}"
    rf"|\b({'|'.join(_SAYS_BEFORE)}) ({'|'.join(_PERSONS)})\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[«»“”\"]|(?:^|\s)'\w[^']*'(?:\W|$)")  # not the apostrophe of “eg vil 'kje”

# A question the teacher puts: it begins like one. “Hvem han er med? Stort sett to” begins so too, so the chance counts as well.
ASKS = re.compile(
    r"\s*(?:(?:men|og|å|vent|forresten|du|ok|sorry|bare|kjapt|så)\W+)*(?:hva|kva|ka|hvem|kven|kem|kæm|kim|hvor|kor|kvar|når|tid|"
    r"hvorfor|kvifor|koffor|kiffor|åffer|hvilke[nt]?|korleis|hvordan|kossen|koss|er|skal|ska|må|kan|bør|trenger|treng|får|har|"
    r"rekker|rekk|gjelder|gjeld)\b",
    re.IGNORECASE,
)
# Anything in it that asks; a statement has none of these. (“Når” joins as often as it asks: only at the beginning, see ASKS.)
ASKING = re.compile(
    r"\?|\b(?:h?va|kva|ka|hv(?!er\b|ert\b)\w{1,6}|kven|kem|kæm|kor\w*|kvifor|"
    r"kvar(?! (?:\w*dag\w*|veke\w*|gong\w*|morg\w*|time\w*|kveld\w*))|"
    r"å?ssen|koss\w*|koff\w*|lurer|lurar|er det (?:jeg|eg|æ|vi|me)|"
    r"e det (?:jeg|eg|æ|vi|me)|(?:må|skal|ska|kan|bør|får|treng\w*) (?:jeg|eg|æ|e|vi|me|du|eleven|mor|far))\b",
    re.IGNORECASE,
)
# A statement: somebody does something, or “at …”. Of the teacher's own only what neither wishes nor wonders: “vi tel timar”.
_WISHES = (
    r"(?:lur\w*|vil|ville|må|skal|ska|skulle|treng\w*|ønsk\w*|ynsk\w*|kan|kunne|bør|burde|har|hadde|får|vet|veit|forst\w+|skj[øo]n\w*|"
    r"finn\w*|ser|husk\w*|hugs\w*|spør\w*|er|e|æ)"
)
STATES = re.compile(
    rf"\W*(?:(?:og|men|så|ja|jo|nei|for)\W+)*(?:(?:{'|'.join(_PERSONS)})\s+(?!\w*\?)\w|(?:jeg|eg|æ|vi|me|mi)\s+(?!{_WISHES}\b)\w|at\s)"
    r"[^?]*$",
    re.IGNORECASE,
)
# What a teacher breaks off with at the end of a note. Its subject is the teacher: “mor sier hun må stoppe nå” is none.
_ME = r"(?:jeg|eg|æ|e|me|mi|vi|må|men|og|så)"
ENDS_IN_PAUSE = re.compile(
    r"(?:(?:[,;:.!?–-]|\n)\s*|\s)(?:"
    rf"(?:{_ME} )*(?:kan|skal|lat|la) (?:vi|me|mi|oss|jeg|eg|æ) (?:ta|få|ha) (?:(?:en|ein|ei|litt) )?(?:liten |lita |kort )?pause|"
    r"(?:jeg |eg |æ |vi |me )?(?:tar|tek|må ta|trenger|treng) (?:(?:en|ein) )?(?:liten |kort )?pause|"
    r"(?:det |no |nå )?ring(?:er|ar|e|jer)?(?: det)? inn|"
    r"(?:fortsetter|fortset|held fram|hald fram) (?:senere|seinare|seinere|siden|sidan|etterpå)"
    r")(?: (?:no|nå|litt|da|då|her))*\W*$"
    r"|[,;:.!?–\n-]\s*(?:(?:men|og|så|beklager|sorry|oi) )*(?:jeg |eg |æ |vi |me )?må (?:bare |berre )?"
    r"(?:stoppe|stogge|løpe|springe|gå|stikke|slutte)(?: (?:no|nå|litt|da|då|her))*\W*$"
    r"|\s(?:jeg|eg|æ|vi|me) må (?:bare |berre )?(?:stoppe|stogge|løpe|springe|stikke)(?: (?:no|nå|litt|da|då|her))*\W*$",
    re.IGNORECASE,
)
_NOT = "(?:ikke|ikkje|itj|ittj|ikkj|kje|inte)"
# Sayings that look alarming and are not.
HARMLESS = re.compile(
    r"\b(?:dø\w*|dau\w*|dønn) (?:av )?(?:skam|flau\w*|latter|kjed\w*|keis\w*|lei|trøtt)|\bdrep\w* (?:tid|stemning|stemming)\w*|"
    r"\bsl(?:å|år|o|ått|ær|æ) (?:opp|fast|følge|fylgje|ut|an|rot|seg (?:vrang|helt vrang|heilt vrang|til ro|på|løs|laus|ned)|"
    r"(?:av|på) (?:mobil|lys|tv|pc|spel|spill|alarm|nett|skjerm|telefon|klokk|data|lyd|mikrofon|kamera)\w*)|"
    r"\bliv(?:et|e) av (?:oss|meg|mæ|læreren)|\btru[ag]\w*r? med å (?:seie|si|ta|nekte|slutte|slette|stenge)|\bskjæ?re?r? tenner|"
    r"\b(?:slå|slår|slo|slått|drep\w*) (?:i hel |i hjel |ihjel |ihel )?tida?\w*|\bhar det skjært seg|\bsul?ten på|"
    r"\b(?:liv)?redd (?:for|før) (?:\w+ ){0,2}(?:\w*prøv\w*|tentam\w*|eksam\w*|fr[ae]mføring\w*|gym\w*|vikar\w*)|"
    r"\b(?:liv)?redd (?:for|før|fer) å (?:bli ledd|verte ledd|lese|lesa|snakke|prate|presentere|svare|svara|seie feil|si feil|feile|dumme|"
    r"rekke opp|rekkje opp|komme for s(?:e|ei)nt|kome for s(?:e|ei)nt)|\b(?:liv)?redd (?:for |før )?tannlege\w*|"
    r"\bsl(?:å|år|o|ått) (?:seg i |seg på )?(?:kne\w*|tå\w*|albu\w*|foten|fingeren)|"
    r"\bsovn(?:a|e|et|er|ar)? (?:i|på) (?:\w*timen|pult\w*|sofa\w*|buss\w*|benk\w*|matte\w*|norsk\w*)|"
    rf"\b(?:får|fekk|fikk|fær|få) {_NOT} (?:til å )?sov\w+|"
    r"\bkutt\w* (?:ut|ned)|\bheng\w* (?:med|i|me|etter|itte|saman|sammen)\b",
    re.IGNORECASE,
)

# Anger at the assistant, as the whole of a message. “Han syns skolen er dritt” is none, nor is “det er tull mellom guttene”.
_MACHINE = r"\w*(?:system|app|bot|robot|program|maskin|assistent|verktøy|chat)(?:et|en|a|ane|ene)?"
_RUBBISH = r"(?:tull|tøv|vås|dritt?|piss|skitt?|søppel|bullshit|shit|idioti|idiotisk|håpløst?|håplaust?|ubrukelig|ubrukeleg|elendig)"
_BAD = rf"(?:{_RUBBISH}|dårlige?|dårlege?|dum|dumme?|dumt|idiot|teite?|teit|treig|treg|jævla|jævlig|jævli|helvetes|verdiløs|verdilaus)"
_FILLER = r"(?:jo|bare|berre|så|helt|heilt|jævla|en|ein|et|eit|noe|noko|fullstendig|rett og slett|virkelig|skikkelig)"
AT_THE_MACHINE = re.compile(
    r"\W*(?:(?:å|oi|æsj|fy faen|fy|herregud|nei|men|altså|faen|seriøst)\W+)*(?:"
    rf"(?:dette|det her|dette her) (?:er|e) (?:{_FILLER} )*{_RUBBISH}|"
    rf"for (?:noe|noko|nokka|et|eit|en|ein) {_RUBBISH}|"
    rf"(?:for )?(?:(?:{_FILLER}|denne|dette) )*{_BAD} {_MACHINE}|"
    rf"for (?:et|eit|en|ein) {_MACHINE}|"
    rf"(?:dette|denne|det) {_MACHINE} (?:er|e) (?:{_FILLER} )*{_BAD}|"
    rf"(?:dette|denne|det) {_MACHINE} (?:virk|verk|funk|fung)\w+ (?:jo )?(?:ikke|ikkje|itj)|"
    rf"du (?:er|e|æ) (?:{_FILLER} )*{_BAD}|"
    r"du (?:skjønner|skjønar|forstår|fatter|fattar) (?:jo |visst )?(?:ikke|ikkje|ingenting|ingen ting|itj)(?: noe| noko| en dritt)?|"
    r"hold (?:kjeft|kjeften|munn)(?: da| då| no| nå)?"
    r")\W*",
    re.IGNORECASE,
)

# Words of one to three letters in bokmål, nynorsk, dialect and on the phone: in small letters they are no initials of a pupil.
SHORT_WORDS = frozenset(
    (
        "a e i o u å æ an as at au av ba be bl bv bø da de di do du då dø eg ei el en er et fa fo fr fy få fø ga gi "
        "gå ha he hm hn ho hr hu hv hæ ik is ja je jo jæ ka ke kl km ko kr la le li lo lø me mi mm mo mr må na ne ni "
        "no nr nu ny nå og ok om op os pc på ro rå sa se si sm so st så sæ ta te ti to tr tv tå um ut va vi vå år åt "
        "øl ør øv øy all alt and ane app ark arm ass avd bad bak bar bat bed ben bil bla ble bli blr bok bor bot bra "
        "bru bry btw bup bur bye byt bål bør can dag dao deg dei del dem den der des det dgn din dit dok dom dra dro "
        "due dum dyr død dør ein eit eks ell elr els elv ene eng enn ens ett evt fag far fem fin fks for fra fri frå "
        "fyr får før gal gav gir gje gjr god gul gut gym går ham han har hei hel hem hen her het hev hin hit hjm hon "
        "hop hos hov hue huk hun hus hva hvm hvo hvr håp ift iht ikj ikk ild inn itj jau jeg joa jul kai kan kar kem "
        "ken kje kle klo kmr kne kom kor kos kul kun kva kår lag lam lar las lat led lei lek les let lev lik lim lis "
        "liv log lot lov lua lue lur lyd lys lyt låg lån lær løp mai mal man mas mat max med meg mei men mer mht mid "
        "min mld mor mot msg mtp mva mvh mye myk mål mån måt mør møt nav ned nei ner noe nok nov nrk nte nye når nær "
        "nød nøy obs off oft oki omg ond ons opp ops ord oss ost ovr par pdf per pga pip pls ppt pst pus pyt påm rad "
        "rar red rek ren ret rom rop rot rus ryk råd røf rør sak sal sat sei sek sel sem sen ser ses set sfo sia sin "
        "sir sit sju ski sko sku sky sms små snø sol som sov spm spr sta ste sto str stå sum sur syk syn syv sån søk "
        "søt tak tal tar tas tel ten tia tid til tja tkk tlf tok tom top tre tri tro tru tur tut tvo tør tøv uff uka "
        "uke ulv und ung uro utd ute uti var ved veg vei vel ven ver ves vet via vid vil vin vis vit våg vår vær wow "
        "yes ytt åpn åra åre ærl øve øvr øye"
    ).split()
)
