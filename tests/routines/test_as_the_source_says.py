"""Lines that were once said in another way than the source says them, each with what is told now."""

from __future__ import annotations

from datetime import date

import pytest

from api.engine.schema import Language
from api.engine.topic_index import answers as is_sure
from api.engine.topic_index import index_of
from api.wording import choosing, rendering
from api.wording.answers import answer
from routine_tools.scenario import Scenario, routine_of

TODAY = date(2026, 8, 24)

# routine, piece, what is told, what is not
TOLD = """
faerder | 0:task:talk_foresatte | Det kan gjøres på telefon. | gjerne på telefon
faerder | 0:task:open_questions | skal dette gjøres: Still åpne spørsmål | anbefaler
faerder | 0:task:use_templates | kan dere gjøre dette: Bruk gjerne spørsmål | anbefaler
faerder | 0:outcome:wonder/worried | Rutinen sier at du bør gå videre. | skal gå videre
faerder | 0:person:naervaersraadgiver | kan være med på nivå 0 | ved behov
faerder | 0:person:kollega | Minst én av en kollega og nærværskontakten skal være med på nivå 0 når du fortsatt er bekymret. | ved behov
alvoen | 1:person:faglaerer | Faglæreren skal være med i rutine 1 når fraværet er bekymringsfullt. | i noen tilfeller
faerder | 1:task:use_mapping_tools | anbefaler rutinen dette: Bruk årsakskartlegging | skal dette
faerder | 1:task:activity_plan | skal dette gjøres: Lag aktivitetsplan hvis | ved behov
faerder | 1:task:consult_naervaerskontakt | skal dette gjøres: Rådfør deg med nærværskontakten hvis | ved behov
faerder | 1:gap:g1.activity_plan | når en aktivitetsplan må være laget | innen
faerder | 2B:gap:g2b.first_meeting | når det første møtet på nivå 2B skal holdes | innen
vennesla | 2:task:use_first_template | kan dere gjøre dette: Bruk malen for første møte | skal dette
vennesla | 4:task:pupil_voice | La alltid elevens stemme være representert | ved behov
vennesla | form:samarbeidsavtale | Hva | Innholdet står ikke
vennesla | note:0 | Tiltakstrappa med fire trinn er noe annet | nivå 4
vennesla | threshold:vennesla.percent | måles fortløpende | hele tiden
vennesla | 3:task:report_team | Rutinen legger dette før | Nærværslos
vennesla | 4:task:map_with_pupil | anbefaler rutinen dette: Ta alltid | ved behov
vennesla | 4:task:plan_with_home | skal dette gjøres: Lag en skreddersydd plan | ved behov
nittedal | 4:task:weigh_measures | skal dette gjøres: Vurder med hjemmet | ved behov
nittedal | 2:task:map_environment | skal dette gjøres: Kartlegg | ved behov
nittedal | 2:task:sort_factors | kan dere gjøre dette: Samle tankene | anbefaler
nittedal | 2:task:hold_extra_meeting | Ledelsen bør være representert. | gjerne
nittedal | 5:task:refer | anbefaler rutinen dette: Henvis | skal dette
nittedal | 5:task:choose_form | anonymt eller med samtykke | ved behov
nittedal | 4:outcome:evaluation/wanted_effect | fortsetter eller avvikles | Vi avvikler
hardanger | 1:task:class_meeting | Rutinen sier ikke hvem som har ansvaret. | Ansvar:
hardanger | 1:task:minutes | Rutinen sier ikke hvem som har ansvaret. | Ansvar:
hardanger | 1:task:inform_leadership | Rutinen sier ikke hvem som har ansvaret. | Ansvar:
hardanger | 0:task:home_notice | Foresatte leverer skriftlig melding i Visma første fraværsdag. | Se etter
hardanger | 2:person:raadgiver | Minst én av ledelsen, sosiallæreren og rådgiveren skal være med på nivå 2 | disse tre
hardanger | 1:task:name_responsible | anbefaler rutinen dette: Avklar hvem | skal dette gjøres
hardanger | 2:task:name_responsible | anbefaler rutinen dette: Avklar hvem | skal dette gjøres
nittedal | 3:task:write_agreement | skal dette gjøres: Skriv i samarbeidsavtalen | anbefaler
hardanger | 3:level | er fra Nærværslos | «vurdering
hardanger | 3:task:judge | foreslår Nærværslos dette: Vurder den enkelte saken | skal dette gjøres
alvoen | threshold:alvoen.quarter | Ti dager på et kvartal (tre måneder) | eller mer
alvoen | 4:outcome:after_meeting/to_measures | Hold nærværsmøtet | Skriv referat
alvoen | 2:task:report_leader | uansett årsak og omfang | ved behov
alvoen | 4:task:file_minutes | saksfrasen «annet fravær – skoleåret» | skolefravær –
alvoen | 5:task:own_heading | Gi planen overskriften «tiltaksplan» | ved behov
alvoen | 7:level | årsakene er mange | bør
alvoen | 1:task:word_from_teachers | Faglæreren tar kontakt med kontaktlæreren | i et fag
alvoen | 3:deadline:alvoen.3 | dagen fraværet ble oppdaget | gikk til rutine 3
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in TOLD.strip().splitlines()]

# routine, level of the case, a plain question, the pieces one of which is told
FOUND = """
vennesla | 1 | Hva er forskjellen på nivå og trinn? | note:0
vennesla | 2 | Hva er nærværsteamet? | role:naervaersteam note:12 note:13 note:14
vennesla | 4 | Hva er mobilt team? | role:mobilt_team 4:person:mobilt_team
vennesla | 4 | Når kan vi kontakte kommunepsykologen? | role:kommunepsykolog 4:person:kommunepsykolog 4:task:contact_services
vennesla | 4 | Hva er Elvebredden? | role:elvebredden 4:person:elvebredden
vennesla | 3 | Kan jeg melde saken uten at foresatte vet det? | 3:task:clear_with_foresatte
nittedal | 1 | Hva kan familieteamet hjelpe med? | service:familieteam
nittedal | 3 | Hva er HFU? | service:hfu
nittedal | 2 | Eleven er utrygg på skolen, hvem varsler vi? | 2:reminder:1 2:person:rektor
nittedal | 5 | Eleven er utrygg på skolen, hvem varsler vi? | 5:reminder:0 5:person:rektor
nittedal | 5 | Må foresatte samtykke før vi henviser? | 5:task:collect_consent 5:task:refer
nittedal | 5 | Kan vi drøfte anonymt? | 5:task:choose_form
nittedal | 1 | Hva er hensikten med trappa? | 1:reminder:1
hardanger | 1 | Når går vi til nivå 2? | 1:outcome:evaluation/persists
alvoen | 6 | Når er en sak kompleks? | 7:level
alvoen | 5 | Må planen ha egen overskrift? | 5:task:own_heading
"""
ASKED = [tuple(part.strip() for part in line.split("|")) for line in FOUND.strip().splitlines()]


@pytest.mark.parametrize(("name", "piece", "told", "never"), ROWS)
def test_it_is_told_as_the_source_says_it(name: str, piece: str, told: str, never: str) -> None:
    routine = routine_of(name)
    said = rendering.text(answer(routine, index_of(routine).by_id[piece], None), "nb", TODAY, "LM2")
    assert told in said
    assert never not in said


@pytest.mark.parametrize(("name", "level", "question", "pieces"), ASKED)
def test_a_plain_question_finds_it(name: str, level: str, question: str, pieces: str) -> None:
    index = index_of(routine_of(name))
    read = index.read(question)
    best = index.answer(read, level)[0]
    assert best.topic.id in pieces.split()
    assert is_sure(best, read)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Skal være med: minst én av en kollega og nærværskontakten når du fortsatt er bekymret."),
        ("nn", "Skal vere med: minst éin av ein kollega og nærværskontakten når du framleis er uroa."),
    ],
)
def test_who_takes_part_under_a_condition_is_told_with_it(language: Language, said: str) -> None:
    case = {"title": "t", "breaks": [], "opened": TODAY, "events": [], "asked": [{"today": TODAY, "level": "0"}]}
    plan = Scenario.model_validate(case).plan(routine_of("faerder"), TODAY)
    assert said in rendering.text(choosing.who(plan), language, TODAY, "LM2").splitlines()


def test_a_duty_under_a_condition_is_said_as_a_duty_in_a_list() -> None:
    """The condition stands in its text, and nothing beside it takes the edge off."""
    case = {"title": "t", "breaks": [], "opened": TODAY, "events": [], "asked": [{"today": TODAY, "level": "1"}]}
    routine = routine_of("faerder")
    alone = routine.model_copy(update={"levels": [routine.level("1")]})
    shown = rendering.text(choosing.every_task(Scenario.model_validate(case).plan(alone, TODAY)), "nb", TODAY, "LM2")
    line = next(one for one in shown.splitlines() if "aktivitetsplan" in one)
    assert line.endswith("Lag aktivitetsplan hvis læringsmiljøet ikke er trygt og godt.")
