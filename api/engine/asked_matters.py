"""What a routine is searched with when a question names a matter by its purpose or its situation.

The bot reads the matter (data/asked/, bot/asked.py); each is searched for in every one of these ways, and the best counts.
"""

from __future__ import annotations

from collections.abc import Mapping

MATTERS: Mapping[str, tuple[str, ...]] = {
    "call_home": (
        "ringe foresatte om fraværet",
        "ta kontakt med foresatte",
    ),
    "talk_pupil": ("snakke med eleven",),
    "pupil_in_meeting": (
        "skal eleven være med i møtet",
        "eleven blir hørt",
    ),
    "pupil_refuses": (
        "eleven vil ikke snakke",
        "eleven vil ikke komme",
    ),
    "consult": (
        "drøfte med kollega",
        "rådføre deg med nærværskontakten",
        "drøfte bekymringen med ledelsen",
        "usikker",
    ),
    "register": (
        "registrere fraværet",
        "registrering av fravær",
    ),
    "overview": (
        "oversikt over fraværet",
        "se over fraværet",
        "mønster",
    ),
    "subject_teacher": (
        "faglærer melder fravær",
        "beskjed fra faglæreren",
        "faglærerne",
    ),
    "class_teachers": (
        "oppdatere lærerne i klassen",
        "gå gjennom fraværet på trinnet",
    ),
    "leadership": (
        "informere og orientere ledelsen",
        "melde til avdelingsleder",
    ),
    "meeting_home": ("avtale og holde møte med elev og foresatte",),
    "summon": ("innkalle og invitere til møtet",),
    "chair": (
        "hvem leder møtet",
        "ansvar for møtet",
        "møteleder",
    ),
    "support_in_meeting": (
        "be om hjelp hvis du er utrygg på møtet",
        "kollega eller leder med i møtet",
    ),
    "prepare": (
        "forberede samtalen",
        "tenkt gjennom før møtet",
    ),
    "who_takes_part": ("hvem skal være med i møtet",),
    "no_answer": ("foresatte svarer ikke",),
    "refuses": (
        "foresatte nekter",
        "vil ikke",
        "sier nei",
    ),
    "two_homes": ("foresatte bor hver for seg",),
    "interpreter": ("tolk til samtaler",),
    "substitute": (
        "vikar",
        "kontaktlærer er borte",
    ),
    "moving": ("eleven bytter skole",),
    "holidays": ("ferie og frister",),
    "leave": ("permisjon og ferietur i skoletida",),
    "medical": ("kreve legeerklæring",),
    "illness": (
        "dokumentert sykdom",
        "fravær uavhengig av årsak",
    ),
    "threshold": (
        "når er fraværet bekymringsfullt",
        "fraværsgrense",
    ),
    "lateness": ("forsentkomming",),
    "lessons": ("enkelttimer",),
    "retention": (
        "oppbevare",
        "slette notater",
    ),
    "access": ("innsyn i notatene",),
    "signature": (
        "signere",
        "underskrift fra foresatte",
    ),
    "complaint": ("klage",),
    "digital": ("møte digitalt på video",),
    "length": (
        "varighet",
        "hvor lenge skal møtet vare",
    ),
    "siblings": ("søsken",),
    "grades": ("karakter og vurdering",),
    "anonymous": ("drøfte anonymt",),
    "team": (
        "melde saken til ressursteam",
        "kompetanseteam",
        "nærværsteam",
        "tverrfaglig drøfting",
    ),
    "referral": (
        "henvise",
        "henvisning til ppt",
    ),
    "services": (
        "ta med helsesykepleier",
        "PPT",
        "fastlege eller andre tjenester",
    ),
    "coordinator": (
        "koordinator",
        "stafettholder",
    ),
    "not_working": (
        "tiltakene virker ikke",
        "neste nivå",
    ),
    "criteria": (
        "kriterier",
        "hva skal til for å gå videre",
    ),
    "close": ("avslutte saken",),
    "watch": ("følge med på fraværet videre",),
    "child_welfare": (
        "barnevern",
        "bekymringsmelding",
    ),
    "complex": ("kompleks sak",),
    "home_notice": ("foresatte melder fravær skriftlig",),
    "duties": (
        "skolens ansvar og foresattes ansvar",
        "opplæringsplikt",
    ),
    "relation_home": ("tillit til hjemmet",),
    "mapping": (
        "kartlegge årsaker",
        "kartlegge situasjonen, lete etter forklaringer",
        "avklare årsaken",
    ),
    "forms": (
        "skjema",
        "kartleggingsskjema",
        "mal",
    ),
    "measures": ("avtale tiltak",),
    "measures_pace": ("øke eller endre rett etter ferier",),
    "responsible": ("hvem har ansvar for hvert tiltak",),
    "agreement": ("samarbeidsavtale",),
    "action_plan": ("tiltaksplan",),
    "activity_plan": (
        "aktivitetsplan",
        "læringsmiljøet er ikke trygt",
    ),
    "ramp_plan": (
        "opptrappingsplan",
        "gradvis tilbake",
    ),
    "consent": ("samtykke fra foresatte",),
    "evaluation": ("evaluere tiltakene",),
    "next_meeting": ("avtale neste møte",),
    "new_talk_offer": ("tilby foresatte en ny samtale",),
    "minutes": ("referat",),
    "log": (
        "dokumentere",
        "loggføre",
        "skrive ned",
    ),
    "archive": (
        "arkivere referat og papirer",
        "saksfrase",
    ),
}
