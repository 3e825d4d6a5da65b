"""Questions found by words and numbers, and corrections told from answers, on the questions of all guides."""

from __future__ import annotations

import pytest

from api.dialogue.reading.corrections import read_correction
from api.dialogue.reading.finding import alike, found, goes_to, number, parts
from routine_tools.scenario import routine_of

# guide, message, the questions it names
NAMED = """
nittedal kartlegging_elev | rett på svaret om lekser | nit.elev.lekser
nittedal kartlegging_elev | endre det om leksa | nit.elev.lekser
nittedal kartlegging_elev | tilbake til det om mobbing | nit.elev.mobbing
nittedal kartlegging_elev | attende til det om mobbinga | nit.elev.mobbing
nittedal kartlegging_elev | rett på det æ sa om fagan | nit.elev.fag
nittedal kartlegging_elev | endre svaret om fag | nit.elev.fag
nittedal kartlegging_elev | endre svaret på det med prøver | nit.elev.prover
nittedal kartlegging_elev | få retta det om prøvene | nit.elev.prover
nittedal kartlegging_elev | endre det om friminuttet | nit.elev.sammen_med
nittedal kartlegging_elev | eg vil endre det om sosiale medium | nit.elev.sosiale_medier
nittedal kartlegging_elev | rett det om sosiale medier | nit.elev.sosiale_medier
nittedal kartlegging_elev | svaret om fritiden | nit.elev.trivsel
nittedal kartlegging_elev | få retta det om fritida | nit.elev.trivsel
nittedal kartlegging_elev | det om pausen | nit.elev.mobbing
nittedal kartlegging_elev | det om skulevegen |
nittedal kartlegging_foresatte | det om helsen | nit.fore.helse
nittedal kartlegging_foresatte | rett det om helse | nit.fore.helse
nittedal kartlegging_foresatte | endre det om morgenene | nit.fore.rutiner
nittedal kartlegging_foresatte | endre det om morgonane | nit.fore.rutiner
nittedal kartlegging_foresatte | det om kvelden | nit.fore.rutiner
vennesla analysemodell | rett svaret om lekse | an.rutiner
vennesla analysemodell | rett det om leksene | an.rutiner
vennesla analysemodell | endre det om familie | an.familie
vennesla analysemodell | det om rutiner | an.rutiner
vennesla analysemodell | det om overgangen | an.overganger
vennesla analysemodell | det om overgangane | an.overganger
vennesla analysemodell | det eg skreiv om vener | an.samvaer
vennesla analysemodell | det jeg skrev om venn | an.samvaer
vennesla analysemodell | det om styrkene | an.styrker,an.styrker_bruk
vennesla analysemodell | det om klassemiljøet |
vennesla analysemodell | det om miljø i klassen | an.klassemiljo
vennesla analysemodell | det om mestring | an.mestring
vennesla elevsamtale_barnetrinn | eg vil rette svaret om lekser | eb.lekser
vennesla elevsamtale_barnetrinn | endre det om klasserommet | eb.klasserommet
vennesla elevsamtale_barnetrinn | det om oppgaver | eb.klasserommet
vennesla elevsamtale_barnetrinn | svaret om de voksne | eb.voksne
vennesla elevsamtale_barnetrinn | svaret om vaksen | eb.voksne
vennesla elevsamtale_ungdomstrinn | det om mobbing | eg.utenfor
vennesla elevsamtale_ungdomstrinn | svaret om tilbakemelding | eg.tilbakemeldinger
vennesla elevsamtale_ungdomstrinn | rett svaret om målet | eg.hjelp
vennesla elevsamtale_ungdomstrinn | det om arbeidsvane | eg.vaner
vennesla elevsamtale_ungdomstrinn | det om trygghet |
vennesla elevsamtale_utsagn | svaret om lekser | eu.lekser
vennesla elevsamtale_utsagn | det om konsentrasjon |
vennesla elevsamtale_utsagn | det om lærarane | eu.hjelp
vennesla elevsamtale_utsagn | det om beskjeden | eu.beskjeder
vennesla telefon_hjem | det om tannlegen |
vennesla telefon_hjem | det om ukedagene | th.dager
vennesla telefon_hjem | det om møte | th.mote
vennesla telefon_hjem | det om møtet | th.mote
vennesla telefon_hjem | det om mønsteret | th.syn
vennesla forste_mote | det om venner | fm.fritid_relasjoner
vennesla forste_mote | endre det om timeplan | fm.skole_strukturer
vennesla forste_mote | det om krav | fm.skole_krav
vennesla forste_mote | det om natta | fm.hjem_rutiner
vennesla forste_mote | det om helsa | fm.elev_sykdom
faerder undring_foresatte | rett på svaret om fravær | uf.fravaer,uf.endring
faerder undring_foresatte | rett svaret om morgen | uf.morgen
faerder undring_foresatte | rett svaret om morgenen | uf.morgen
faerder undring_foresatte | endre det om morgon | uf.morgen
faerder undring_foresatte | det om skoledag | uf.egne_ord
faerder undring_elev | det om skoledagene | ue.bra
faerder kartlegging_elev | det om kropp | ke.for_skolen
faerder kartlegging_elev | det om kroppen | ke.for_skolen
faerder kartlegging_elev | det om timen | ke.fag
faerder kartlegging_elev | endre det om møte | ke.til_motet
faerder mote_nivaa1 | det om tiltak | m1.neste
nittedal invitasjon | rett det om rommet | nit.inv.sted
nittedal pedagogisk_analyse | det om mobbing | nit.ped.innblikk
nittedal pedagogisk_analyse | det om friminutt | nit.ped.observasjon_miljo
nittedal pedagogisk_analyse | det om autismen | nit.ped.nevroutvikling
alvoen telefonsamtale | det om sykdommen | alv.tlf.helse
alvoen telefonsamtale | det om sjukdomen | alv.tlf.helse
"""


@pytest.mark.parametrize("line", NAMED.strip().splitlines())
def test_a_question_is_found_by_its_words(line: str) -> None:
    place, text, ids = (part.strip() for part in line.split("|"))
    routine, guide = place.split()
    questions = routine_of(routine).guide(guide).questions
    assert ",".join(question.id for question in found(text, questions, lambda _: "")) == ids


def test_a_word_of_the_answer_counts_less_than_one_of_the_question() -> None:
    questions = routine_of("nittedal").guide("kartlegging_elev").questions
    answers = {questions[3].id: "grua seg til lekser og svømming", questions[5].id: "grua seg til å lese høyt"}

    def ids(text: str) -> list[str]:
        return [question.id for question in found(text, questions, lambda question: answers.get(question.id, ""))]

    assert ids("rett det om leksene") == ["nit.elev.lekser"]
    assert ids("rett det om svømminga") == [questions[3].id]
    assert ids("endre det jeg skrev om gruing") == []
    assert ids("rett det eg skreiv om at han grua") == [questions[3].id, questions[5].id]


@pytest.mark.parametrize(
    ("one", "other"),
    [("far", "farge"), ("mor", "morgen"), ("venner", "vent"), ("søvn", "søndag"), ("time", "timeplan")],
)
def test_words_that_only_begin_alike_are_not_alike(one: str, other: str) -> None:
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(("rett svar 3", 3), ("rett på svaret på spørsmål 2", 2), ("endre 4", 4), ("rett spørsmål fire", 4)),
        *(
            ("retelse til spm 3: det va naturfg ikke samfunsfag", 3),
            ("ednre svraet på spm 3", 3),
            ("rett det andre svaret", 2),
        ),
        *(("skrv feil, d va 8 dgr ik 18", None), ("rettelse: hun er 12", None), ("rett svaret om lekser", None)),
    ],
)
def test_the_number_of_a_question_is_told_from_other_numbers(text: str, said: int | None) -> None:
    assert number(text) == said


@pytest.mark.parametrize(
    ("text", "to"),
    [
        *(
            ("spørsmål 2", 2),
            ("spm 2", 2),
            ("Spm. 2!", 2),
            ("gå til spørsmål 4", 4),
            ("ta spm 5 igjen", 5),
            ("spm fire", 4),
        ),
        *(("gå attende til spørsmål 2", 2), ("hopp til spørsmål 6", 6), ("kan vi ta spørsmål 3 ein gong til", 3)),
        *(
            ("spørsmål 2 er vanskelig for ham", None),
            ("han svarte ikke på spørsmål 2", None),
            ("2", None),
            ("sp", None),
        ),
    ],
)
def test_a_message_that_only_says_where_to_go(text: str, to: int | None) -> None:
    assert goes_to(text) == to


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("det jeg skrev om leggetid ble feil, han legger seg elleve", "han legger seg elleve"),
        ("retelse til spm 3: det va naturfag", "det va naturfag"),
        ("du, det æ skreiv om bussen va feil, det kan du rett på", ""),
        ("rett svaret om lekser, takk", ""),
        ("far vil ikke at det skal stå, stryk det siste jeg skrev", ""),
    ],
)
def test_what_is_told_anew_is_told_from_what_it_is_about(text: str, tells: str) -> None:
    assert parts(text)[1] == tells


CORRECTIONS = [
    ("det var torsdager, ikke tirsdager", "mest tirsdager", "det var torsdager"),
    ("det var 2, ikke 4", "4", "det var 2"),
    ("torsdag, ikke tirsdag", "mest tirsdager", "torsdag"),
    ("det va itj mor, det va far", "mor sa det", "det va far"),
    ("det var tysdagar og ikkje måndagar", "mest måndagar", "det var tysdagar"),
    ("skrv feil, d va 8 dgr ik 18", "borte 18 dager", "d va 8 dgr"),
    ("nei, jeg mente torsdag", "mest mandager", "torsdag"),
    ("eg meinte måndagar", "mest fredagar", "måndagar"),
    ("æ meinte fredag", "torsdag", "fredag"),
    ("rettelse: hun er 12", "hun er 11", "hun er 12"),
    ("retter: han går i sjette", "han går i femte", "han går i sjette"),
    ("retting: det er tysdag", "måndag", "det er tysdag"),
    ("feil, det var far", "mor ringte", "det var far"),
    ("oi, skrev feil, tirsdag", "mandag", "tirsdag"),
    ("nei vent, det var far som sa det", "mor sa det", "far som sa det"),
    ("det skulle stå onsdag", "tirsdag", "onsdag"),
]
ANSWERS = [
    ("nei, han sover dårlig", "mest mandager"),
    ("nei, det var ingen som ringte", "mor ringte"),
    ("jeg mente han burde få være hjemme", "mor vil ha ham hjem"),
    ("eg meinte at det gjekk betre", "det går dårleg"),
    ("han liker matte, ikke norsk", "han sover dårlig"),
    ("det er far som henter, ikke han", "han er sliten"),
    ("feil medisin har gjort ham trøtt", "han er trøtt"),
    ("det var feil å presse ham", "han ble presset"),
    ("retter seg etter de andre", "følger etter andre"),
    ("det skal være møte på torsdag", "møte på onsdag"),
    ("det var torsdager", "mest tirsdager"),
    ("han skrev feil på prøven", "prøver er vanskelige"),
    ("vent med møtet sier mor", "mor vil ha møte"),
    ("skulle stått opp klokka sju, men orker ikke", "står opp åtte"),
    ("beklager det er litt mye nå hjemme hos dem, far er syk", "han er sliten"),
    ("oi det er mye fravær", "borte fire dager"),
    ("oi det var mye fravær", "borte fire dager"),
]


@pytest.mark.parametrize(("text", "told", "instead"), CORRECTIONS)
def test_a_plain_correction_is_read(text: str, told: str, instead: str) -> None:
    assert read_correction(text, told) == instead


@pytest.mark.parametrize(("text", "told"), ANSWERS)
def test_in_doubt_it_is_an_answer_of_its_own(text: str, told: str) -> None:
    assert read_correction(text, told) is None
