"""The chat's words for acts: which response says each, and the values that fill it. Bullets and lines are made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import singledispatch
from textwrap import shorten

from api.clock import OSLO
from api.dialogue import acts
from api.dialogue.acts import Act, Caption, CaseName, Offer, Private, QuestionName, TaskName, Title
from api.dialogue.payloads import PickMember, wire
from api.engine.calendar import DayRemark
from api.engine.schema import Language, Text
from api.rendering.utterances import Button, Spoken, Utterance, reference
from api.wording import rendering
from api.wording.captions import caption
from api.wording.pieces import LevelName, Piece
from api.wording.problems import problem
from api.wording.texts import capital, day, listed, say, say_in_chat

SHOWN = 45  # letters of a question where others stand beside it


def render(said: Iterable[Act], language: Language, today: date) -> Spoken:
    """One utterance for each act, in order."""
    voice = Voice(language, today)
    utterances = [
        utter(act, voice).model_copy(update={"buttons": [voice.button(offer) for offer in act.offers]}) for act in said
    ]
    return Spoken(utterances=utterances, private=voice.private)


@dataclass
class Voice:
    """Speaks one language on one day, and keeps words about pupils apart under a number."""

    language: Language
    today: date
    private: dict[str, str] = field(default_factory=dict)

    def text(self, text: Text | None) -> str:
        return text.in_(self.language) if text else ""

    def hidden(self, words: str) -> str:
        """A reference that stands for these words until the reply is delivered; the same words have the same one."""
        for number, known in self.private.items():
            if known == words:
                return reference(number)
        number = str(len(self.private) + 1)
        self.private[number] = words
        return reference(number)

    def case(self, name: CaseName) -> str:
        return self.hidden(name.label.private)

    def day(self, when: date) -> str:
        return day(when, self.language, self.today)

    def own_day(self, when: date, free: DayRemark | None) -> str:
        """A day of the teacher's own, with a remark when there is no school."""
        said = self.day(when)
        return say("day_free", self.language, day=said, reason=say(f"free_{free}", self.language)) if free else said

    def pieces(self, pieces: Sequence[Piece], case: CaseName | None = None) -> str:
        return rendering.text(pieces, self.language, self.today, self.case(case) if case else "")

    def bullets(self, texts: Iterable[Text]) -> str:
        return "\n".join(f"• {self.text(text)}" for text in texts)

    def cite(self, cite: Text | None) -> str:
        return say("cite", self.language, cite=self.text(cite)) if cite else ""

    def level(self, at: LevelName, name: Text) -> dict[str, str]:
        return {"word": self.text(at.word), "level": at.id, "name": self.text(name)}

    def button(self, offer: Offer) -> Button:
        return Button(title=self._title(offer), payload=wire(offer.payload), number=offer.number)

    def _title(self, offer: Offer) -> str:
        if offer.number is not None and isinstance(offer.title, Text):
            return f"{offer.number}. {self.short(offer.title)}"
        return self._words(offer.title)

    def _words(self, title: Title) -> str:
        match title:
            case Text():
                return self.text(title)
            case Private():
                return self.hidden(title.private)
            case Caption():
                label = self.hidden(title.case.private) if title.case else ""
                return caption(title.caption, self.language, number=title.number, case=label)
            case int():
                return str(title)
            case _:
                return caption(title, self.language)

    def short(self, text: Text) -> str:
        """The beginning of a question, enough to know it by."""
        words = self.text(text).replace("«", "").replace("»", "")  # it is shown in quotation marks itself
        return shorten(words, SHOWN, placeholder=" …")


def _say(response: str, /, **values: object) -> Utterance:
    return Utterance(kind=response, values={name: str(value) for name, value in values.items()})


@singledispatch
def utter(act: object, voice: Voice) -> Utterance:
    """The response that says an act, with its values."""
    raise TypeError(f"no words for {type(act).__name__}")


@utter.register
def _phrase(act: acts.Phrase, voice: Voice) -> Utterance:
    return _say(act.kind)


@utter.register
def _of_case(act: acts.OfCase, voice: Voice) -> Utterance:
    return _say(act.kind, case=voice.case(act.case))


@utter.register
def _of_question(act: acts.OfQuestion, voice: Voice) -> Utterance:
    return _say(act.kind, number=act.number)


@utter.register
def _greeting(act: acts.Greeting, voice: Voice) -> Utterance:
    return _say("greeting", routine=voice.text(act.routine))


@utter.register
def _alarm(act: acts.Alarm, voice: Voice) -> Utterance:
    response = "acute_missing" if act.missing else "acute_ill" if act.ill else "acute"
    return _say(response, barnevernvakt=f" ({act.barnevernvakt})" if act.barnevernvakt else "")


@utter.register
def _danger_asked(act: acts.DangerAsked, voice: Voice) -> Utterance:
    return _say("danger_asked")


@utter.register
def _rename_proposed(act: acts.RenameProposed, voice: Voice) -> Utterance:
    return _say("rename_proposed", case=voice.case(act.case), label=voice.hidden(act.label.private))


@utter.register
def _label_asked(act: acts.LabelAsked, voice: Voice) -> Utterance:
    return _say("ask_label", rule=f"{voice.text(act.rule)} " if act.rule else "")


@utter.register
def _label_refused(act: acts.LabelRefused, voice: Voice) -> Utterance:
    return _say(f"label_refused_{act.problem}")


@utter.register
def _case_opened(act: acts.CaseOpened, voice: Voice) -> Utterance:
    return _say("case_opened", case=voice.case(act.case), **voice.level(act.at, act.name))


@utter.register
def _case_list(act: acts.CaseList, voice: Voice) -> Utterance:
    lines = [f"{number}. {voice.pieces(line.pieces, line.case)}" for number, line in enumerate(act.lines, 1)]
    return _say("case_list", words="\n".join(lines))


@utter.register
def _note_kept(act: acts.NoteKept, voice: Voice) -> Utterance:
    return _say("noted_loose", case=voice.case(act.case))


@utter.register
def _offer_told(act: acts.OfferTold, voice: Voice) -> Utterance:
    name, case = voice.hidden(act.by.private), voice.case(act.case)
    if act.last_day is None:
        return _say("sentences", words=say("offer_told", voice.language, name=name, case=case))
    day = voice.day(act.last_day)
    return _say("sentences", words=say("offer_told_to", voice.language, name=name, case=case, day=day))


@utter.register
def _offer_answered(act: acts.OfferAnswered, voice: Voice) -> Utterance:
    return _say("sentences", words=say("offer_refused", voice.language, case=voice.case(act.case)))


@utter.register
def _seen_by(act: acts.SeenBy, voice: Voice) -> Utterance:
    head = say("seen_heading", voice.language, case=voice.case(act.case))
    lines = [f"• {capital(words)}" for line in act.lines for words in _seen_lines(line, voice)]
    return _say("sentences", words="\n".join([head, *lines]))


def _seen_lines(line: acts.SeenLine, voice: Voice) -> list[str]:
    name = voice.hidden(line.name.private) if line.name else say("seen_by_operator", voice.language)
    if line.is_you:
        name = say("seen_by_you", voice.language)
    at = line.at.astimezone(OSLO)
    day, time = voice.day(at.date()), f"{at:%H.%M}"
    if line.only_line:
        return [say("seen_only_line", voice.language, name=name, day=day, time=time)]
    doors = listed([say(f"seen_door_{door}", voice.language) for door in line.doors], voice.language)
    said = [say("seen_line", voice.language, name=name, doors=doors, day=day, time=time)]
    reasons = [voice.hidden(reason.private) for reason in line.reasons]
    return said + [say("seen_reason", voice.language, name=name, reason=reason) for reason in reasons]


@utter.register
def _insight_told(act: acts.InsightTold, voice: Voice) -> Utterance:
    name, reason = voice.hidden(act.by.private), voice.hidden(act.reason.private)
    at = act.at.astimezone(OSLO)
    case, day, time = voice.case(act.case), voice.day(at.date()), f"{at:%H.%M}"
    words = say("insight_told", voice.language, name=name, case=case, reason=reason, day=day, time=time)
    return _say("sentences", words=words)


@utter.register
def _who_asked(act: acts.WhoAsked, voice: Voice) -> Utterance:
    words = say(f"who_{act.change}", voice.language, case=voice.case(act.case))
    named = sum(isinstance(offer.payload, PickMember) for offer in act.offers)
    more = f" {say('who_more', voice.language)}" if act.among > named else ""
    return _say("sentences", words=words + more)


@utter.register
def _last_day_asked(act: acts.LastDayAsked, voice: Voice) -> Utterance:
    name, case = voice.hidden(act.name.private), voice.case(act.case)
    asked = say("last_day_asked", voice.language, name=name, case=case)
    why = f"{say('substitutes_last_day', voice.language)} " if act.substitute else ""
    example = f" {say('write_a_day', voice.language)}" if act.again else ""
    return _say("sentences", words=why + asked + example)


def _of_member(about: str, act: acts.MemberProposed | acts.MemberChanged, voice: Voice) -> Utterance:
    """Of oneself, of somebody until a day, or of somebody."""
    case = voice.case(act.case)
    if act.name is None:
        return _say("sentences", words=say(f"{about}_{act.change}_you", voice.language, case=case))
    name = voice.hidden(act.name.private)
    if act.last_day is None:
        return _say("sentences", words=say(f"{about}_{act.change}", voice.language, name=name, case=case))
    day = voice.day(act.last_day)
    return _say("sentences", words=say(f"{about}_{act.change}_to", voice.language, name=name, case=case, day=day))


@utter.register
def _member_proposed(act: acts.MemberProposed, voice: Voice) -> Utterance:
    return _of_member("propose", act, voice)


@utter.register
def _member_changed(act: acts.MemberChanged, voice: Voice) -> Utterance:
    return _of_member("changed", act, voice)


@utter.register
def _nobody_there(act: acts.NobodyThere, voice: Voice) -> Utterance:
    return _say("sentences", words=say(f"nobody_{act.change}", voice.language, case=voice.case(act.case)))


@utter.register
def _until_asked(act: acts.UntilAsked, voice: Voice) -> Utterance:
    case, day, latest = voice.case(act.case), voice.day(act.on), voice.day(act.latest)
    name = "until_again" if act.again else "until_asked"
    example = f"{say('write_a_day', voice.language)} " if act.unread else ""
    return _say("sentences", words=example + say(name, voice.language, case=case, day=day, latest=latest))


@utter.register
def _longer_reason_asked(act: acts.LongerReasonAsked, voice: Voice) -> Utterance:
    words = say("longer_reason", voice.language, case=voice.case(act.case), day=voice.day(act.until))
    return _say("sentences", words=words)


@utter.register
def _longer_proposed(act: acts.LongerProposed, voice: Voice) -> Utterance:
    case, day, reason = voice.case(act.case), voice.day(act.until), voice.hidden(act.reason.private)
    return _say("sentences", words=say("longer_proposed", voice.language, case=case, day=day, reason=reason))


@utter.register
def _case_kept(act: acts.CaseKept, voice: Voice) -> Utterance:
    months = f"{act.months}"
    if act.case is None:
        return _say("sentences", words=say("kept_any", voice.language, months=months))
    case = voice.case(act.case)
    if act.on is None:
        return _say("sentences", words=say("kept_open", voice.language, case=case, months=months))
    name = "kept_longer" if act.longer else "kept_closed"
    return _say("sentences", words=say(name, voice.language, case=case, months=months, day=voice.day(act.on)))


@utter.register
def _readers_told(act: acts.ReadersTold, voice: Voice) -> Utterance:
    sees = act.leaders_see
    leaders = say(f"leaders_{sees}_and_advisers" if act.advisers_too else f"leaders_{sees}", voice.language)
    followers = _followers(act, voice)
    first = [leaders, followers] if act.leaders_first else [followers, leaders]
    lines = [*first, say("readers_beside", voice.language)]
    return _say("sentences", words="\n".join(f"• {line}" for line in lines))


def _followers(act: acts.ReadersTold, voice: Voice) -> str:
    if act.case is None:
        return say("readers_any", voice.language)
    case = voice.case(act.case)
    names = [say("readers_you", voice.language), *(_follower(one, voice) for one in act.others)]
    said = [say("readers_of", voice.language, case=case, names=listed(names, voice.language))]
    if act.leading:
        leading = listed([voice.hidden(one.private) for one in act.leading], voice.language)
        said.append(say("readers_leading", voice.language, names=leading))
    if act.asked:
        asked = listed([voice.hidden(one.private) for one in act.asked], voice.language)
        said.append(say("readers_asked", voice.language, names=asked))
    return " ".join(said) if act.others else " ".join([say("readers_only_you", voice.language, case=case), *said[1:]])


def _follower(one: acts.Follower, voice: Voice) -> str:
    name = voice.hidden(one.name.private)
    return say("follower_to", voice.language, name=name, day=voice.day(one.last_day)) if one.last_day else name


@utter.register
def _of_the_system(act: acts.OfTheSystem, voice: Voice) -> Utterance:
    return _say("sentences", words=say(f"of_the_system_{act.about}", voice.language))


@utter.register
def _case_out_of_reach(act: acts.CaseOutOfReach, voice: Voice) -> Utterance:
    return _say("sentences", words=say("case_out_of_reach", voice.language))


@utter.register
def _leadership_told(act: acts.LeadershipTold, voice: Voice) -> Utterance:
    if not act.leads:
        return _say("sentences", words=say("leadership_not", voice.language))
    return _say("sentences", words=say(f"leadership_{act.sees}", voice.language, page="/skolen"))


@utter.register
def _kept_in_quiet(act: acts.KeptInQuiet, voice: Voice) -> Utterance:
    if not act.asks:
        return _say("sentences", words=say(f"only_kept_in_{act.status}", voice.language, case=voice.case(act.case)))
    return _say(f"kept_in_{act.status}", case=voice.case(act.case), word=voice.text(act.at.word), level=act.at.id)


@utter.register
def _snoozed(act: acts.PutOff, voice: Voice) -> Utterance:
    case, day, task = voice.case(act.case), voice.day(act.until), voice.text(act.task.text)
    return _say("sentences", words=say("snoozed", voice.language, case=case, day=day, task=task))


@utter.register
def _due_to_be_deleted(act: acts.DueToBeDeleted, voice: Voice) -> Utterance:
    told = say("due_to_be_deleted", voice.language, case=voice.case(act.case), day=voice.day(act.on))
    return _say("sentences", words=told)


@utter.register
def _name_hint(act: acts.NameHint, voice: Voice) -> Utterance:
    return _say("sentences", words=say("name_hint", voice.language))


@utter.register
def _export_offered(act: acts.ExportOffered, voice: Voice) -> Utterance:
    page, data = voice.hidden(act.page), voice.hidden(act.data)  # the id of a case stays in the api
    words = say("export_offered", voice.language, case=voice.case(act.case), page=page, data=data)
    return _say("sentences", words=words)


@utter.register
def _plan_shown(act: acts.PlanShown, voice: Voice) -> Utterance:
    return _say("sentences", words=voice.pieces(act.pieces, act.case))


@utter.register
def _cited(act: acts.Cited, voice: Voice) -> Utterance:
    return _say("sentences", words=voice.cite(act.cite))


@utter.register
def _routine_says(act: acts.RoutineSays, voice: Voice) -> Utterance:
    return _say("sentences", words=voice.text(act.text))


@utter.register
def _period_asked(act: acts.PeriodAsked, voice: Voice) -> Utterance:
    return _say("ask_period", words=voice.pieces(act.pieces))


@utter.register
def _unit_asked(act: acts.UnitAsked, voice: Voice) -> Utterance:
    return _say("ask_unit", number=f"{act.number:g}".replace(".", ","))


@utter.register
def _decision_asked(act: acts.DecisionAsked, voice: Voice) -> Utterance:
    ours = rendering.ours_of(act.ours, len(act.offers), voice.language)
    return _say("ask_decision", words="\n".join([voice.text(act.question), *ours]))


@utter.register
def _needs_first(act: acts.NeedsFirst, voice: Voice) -> Utterance:
    """What the routine asks for is the routine's, also when the order is ours; what we ask for is marked."""
    all_ours = all(task.ours for task in act.tasks)
    name = "needs_first" if not act.ours else "needs_first_ours" if all_ours else "needs_first_order_ours"
    head = say(name, voice.language, outcome=voice.text(act.chosen))
    marks = [f" ({say('mark_ours', voice.language)})" if task.ours and not all_ours else "" for task in act.tasks]
    listed = [f"{voice.bullets([task.text])}{mark}" for task, mark in zip(act.tasks, marks, strict=True)]
    return _say("needs_first", words="\n".join([head, *listed]))


@utter.register
def _moved(act: acts.Moved, voice: Voice) -> Utterance:
    return _say("moved", case=voice.case(act.case), **voice.level(act.at, act.name))


@utter.register
def _outcome_noted(act: acts.OutcomeNoted, voice: Voice) -> Utterance:
    return _say("outcome_noted", words=voice.text(act.text))


@utter.register
def _ticked(act: acts.TaskTicked, voice: Voice) -> Utterance:
    words = voice.text(act.task.done)
    return _say("ticked_on", words=words, day=voice.day(act.on)) if act.on else _say("ticked", words=words)


@utter.register
def _consent_refused(act: acts.ConsentRefused, voice: Voice) -> Utterance:
    return _say("consent_refused", words=voice.pieces(act.gaps))


@utter.register
def _own_date_proposed(act: acts.OwnDateProposed, voice: Voice) -> Utterance:
    day = voice.own_day(act.on, act.free) + (
        f" ({say('routines_date', voice.language, day=voice.day(act.due))})" if act.due else ""
    )
    return _say("own_date_proposed", what=voice.text(act.what).rstrip("."), day=day)


@utter.register
def _own_date_set(act: acts.OwnDateSet, voice: Voice) -> Utterance:
    return _say("own_date_set", words=voice.pieces(act.pieces))


@utter.register
def _guide_elsewhere(act: acts.GuideElsewhere, voice: Voice) -> Utterance:
    levels = listed(list(act.levels), voice.language)
    word = voice.text(act.here.word)
    return _say("guide_elsewhere", case=voice.case(act.case), word=word, here=act.here.id, levels=levels)


@utter.register
def _guide_started(act: acts.GuideStarted, voice: Voice) -> Utterance:
    parts = [f"({voice.text(act.label)})" if act.label else "", voice.cite(act.cite), act.form]
    return _say(
        "guide_started",
        case=voice.case(act.case),
        name=voice.text(act.guide.name),
        origin="\n".join(part for part in parts if part),
        before=voice.bullets(act.before),
    )


@utter.register
def _guide_resumed(act: acts.GuideResumed, voice: Voice) -> Utterance:
    name = voice.text(act.guide.name)
    return _say("guide_resumed", case=voice.case(act.case), name=name, cite=voice.cite(act.cite))


@utter.register
def _guide_ended(act: acts.GuideEnded, voice: Voice) -> Utterance:
    return _say("guide_ended", after=voice.bullets(act.after))


@utter.register
def _guide_ended_before(act: acts.GuideEndedBefore, voice: Voice) -> Utterance:
    return _say("guide_ended_before", name=voice.text(act.guide.name), case=voice.case(act.case))


@utter.register
def _question(act: acts.QuestionAsked, voice: Voice) -> Utterance:
    return _say(
        "question_again" if act.again else "question",
        number=act.number,
        total=act.total,
        heading=f" · {voice.text(act.heading)}" if act.heading else "",
        words="\n".join(_lines_of(act, voice)),
    )


def _lines_of(act: acts.QuestionAsked, voice: Voice) -> Iterable[str]:
    """The question with what may be ticked, and a word of care."""
    yield voice.text(act.text)
    if act.type == "tick":
        for number, option in enumerate(act.options, 1):
            yield f"{number}. {voice.text(option.text)}"
        yield say_in_chat("question_tick", voice.language)
    if act.sensitive:
        yield say("question_sensitive", voice.language)
    if act.ours:
        yield say("question_ours", voice.language)


@utter.register
def _earlier_answer(act: acts.EarlierAnswer, voice: Voice) -> Utterance:
    return _say("question_before", words=voice.hidden(act.answer.private))


@utter.register
def _corrected(act: acts.Corrected, voice: Voice) -> Utterance:
    short, words = voice.short(act.question.text), voice.hidden(act.answer.private)
    return _say("corrected", number=act.question.number, question=short, words=words)


@utter.register
def _scale_unclear(act: acts.ScaleUnclear, voice: Voice) -> Utterance:
    return _say("scale_unclear", low=act.low, high=act.high)


@utter.register
def _no_such_question(act: acts.NoSuchQuestion, voice: Voice) -> Utterance:
    return _say("no_such_question", total=act.total)


@utter.register
def _which_answer(act: acts.WhichAnswer, voice: Voice) -> Utterance:
    return _say("which_answer", words="\n".join(_numbered(question, voice) for question in act.questions))


@utter.register
def _questions_to_pick(act: acts.QuestionsToPick, voice: Voice) -> Utterance:
    """The questions, numbered, under their headings."""
    lines: list[str] = []
    area = None
    for question in act.questions:
        if question.area is not None and question.area != area:
            lines.append(f"{voice.text(question.area)}:")
        area = question.area
        lines.append(_numbered(question, voice))
    return _say("pick_questions", words="\n".join(lines), total=len(act.questions))


def _numbered(question: QuestionName, voice: Voice) -> str:
    return f"{question.number}. {voice.text(question.text)}"


@utter.register
def _pick_unclear(act: acts.PickUnclear, voice: Voice) -> Utterance:
    return _say("pick_unclear", total=act.total)


@utter.register
def _measures(act: acts.MeasuresShown, voice: Voice) -> Utterance:
    return _say("measures", name=voice.text(act.name), words=voice.bullets(act.measures), source=voice.cite(act.cite))


@utter.register
def _taken_back(act: acts.TakenBack, voice: Voice) -> Utterance:
    case = voice.case(act.case)
    back = say("taken_back", voice.language, case=case, what=_all(act.what, voice)) if act.what else ""
    again = say("counts_again", voice.language, case=case, what=_all(act.again, voice)) if act.again else ""
    return _say("taken_back", words="\n".join(filter(None, (back, again))))


@utter.register
def _undo_proposed(act: acts.UndoProposed, voice: Voice) -> Utterance:
    return _say("undo_proposed", case=voice.case(act.case), what=_all(act.what, voice))


@utter.register
def _mend_proposed(act: acts.MendProposed, voice: Voice) -> Utterance:
    instead = {"day": act.on, "case": act.to, "outcome": act.outcome, "words": act.words}
    name = next((name for name, value in instead.items() if value is not None), "back")
    words = say(
        f"mend_{name}",
        voice.language,
        case=voice.case(act.case),
        what=_all(act.what, voice),
        stands=_stands(act, voice),
        on=voice.day(act.on) if act.on else "",
        to=voice.case(act.to) if act.to else "",
        outcome=voice.text(act.outcome).rstrip("."),
        words=voice.hidden(act.words.private) if act.words else "",
    )
    return _say("sentences", words=words)


def _stands(act: acts.MendProposed, voice: Voice) -> str:
    """The day it stands with, when what it is called does not hold it."""
    if act.stands is None or any(one.kind in ("date", "plan") for one in act.what):
        return ""
    return f" {say('mend_stands', voice.language, day=voice.day(act.stands))}"


@utter.register
def _in_no_case(act: acts.InNoCase, voice: Voice) -> Utterance:
    words = say("refused_case" if act.refused else "lapsed_case" if act.lapsed else "in_no_case", voice.language)
    return _say("sentences", words=words)


@utter.register
def _words_in_no_case(act: acts.WordsInNoCase, voice: Voice) -> Utterance:
    lines = [f"• {voice.hidden(one.words.private)} ({voice.day(one.on)})" for one in act.lines]
    return _say("sentences", words="\n".join([say("words_in_no_case", voice.language), *lines]))


@utter.register
def _talk_waits(act: acts.TalkWaits, voice: Voice) -> Utterance:
    since = voice.day(act.since) if act.since else ""
    words = say(
        "talk_waits_since" if act.since else "talk_waits",
        voice.language,
        guide=voice.text(act.guide.name),
        number=act.number,
        since=since,
    )
    return _say("sentences", words=words)


@utter.register
def _day_asked(act: acts.DayAsked, voice: Voice) -> Utterance:
    return _say("ask_day", what=capital(voice.text(act.what)).rstrip("."))


def _all(things: Sequence[acts.Undone], voice: Voice) -> str:
    return "; ".join(dict.fromkeys(_undone(one, voice) for one in things))


def _undone(one: acts.Undone, voice: Voice) -> str:
    what = voice.hidden(one.words.private) if one.words else voice.text(one.text).rstrip(".")
    return say(f"undone_{one.kind}", voice.language, what=what, day=voice.day(one.on) if one.on else "")


@utter.register
def _refused(act: acts.RefusalTold, voice: Voice) -> Utterance:
    return _say("sentences", words=problem(act.code, voice.language))


@utter.register
def _summary(act: acts.Summary, voice: Voice) -> Utterance:
    told = rendering.lines(act.told, voice.language, voice.today, voice.case(act.case))
    lines = [*(_written(line, voice) for line in act.lines), *told, voice.cite(act.cite)]
    return _say("summary", case=voice.case(act.case), words="\n".join(filter(None, lines)))


def _written(line: acts.SummaryLine, voice: Voice) -> str:
    text = voice.hidden(line.text.private.replace("\n", "\n  "))
    heading = say("reason_given", voice.language) if line.is_reason else voice.text(line.asked)
    return f"• {heading}\n  {text}" if heading else f"• {text}"


@utter.register
def _report(act: acts.ReportProposed, voice: Voice) -> Utterance:
    if len(act.tasks) > 1:
        return _say("report_which")
    (task,) = act.tasks
    words = _told(task, act.what, voice)
    if act.on is None:
        return _say(f"report_day_{act.what}", task=words)
    day = voice.own_day(act.on, act.free) + _due(act, voice) + _opens(act.opens, voice)
    if act.also is not None:
        return _say("report_planned_also", task=words, day=day, also=voice.text(act.also.done))
    return _say(f"report_{act.what}", task=words, day=day)


def _due(of: acts.ReportProposed | acts.ReportLine, voice: Voice) -> str:
    name = "line_due_should" if of.due_should else "line_due"
    return f" ({say(name, voice.language, day=voice.day(of.due))})" if of.due else ""


def _opens(opens: date | None, voice: Voice) -> str:
    return f" ({say('line_opens', voice.language, day=voice.day(opens))})" if opens else ""


def _told(task: TaskName, what: acts.Reported, voice: Voice) -> str:
    return voice.text(task.done if what == "done" else task.text).rstrip(".")


@utter.register
def _judgement_proposed(act: acts.JudgementProposed, voice: Voice) -> Utterance:
    return _say(
        "judgement_proposed",
        case=voice.case(act.case),
        words=_judgement(act.line, voice),
        leads=_leads(act.line, voice),
    )


@utter.register
def _proposed(act: acts.Proposed, voice: Voice) -> Utterance:
    lines = (f"{number}. {proposed_line(line, voice)}" for number, line in enumerate(act.lines, 1))
    return _say("proposed", case=voice.case(act.case), words="\n".join(lines))


def proposed_line(line: acts.ReportLine | acts.JudgementLine, voice: Voice) -> str:
    if isinstance(line, acts.JudgementLine):
        return ". ".join(filter(None, (_judgement(line, voice), _leads(line, voice))))
    tasks = f" {say('or', voice.language)} ".join(f"«{_told(task, line.what, voice)}»" for task in line.tasks)
    when = (
        voice.day(line.on) + _due(line, voice) + _opens(line.opens, voice)
        if line.on
        else say("which_day", voice.language)
    )
    told = say(f"line_{line.what}", voice.language, task=tasks, day=when)
    return f"{told} {say('line_also', voice.language, task=voice.text(line.also.done))}" if line.also else told


def _judgement(line: acts.JudgementLine, voice: Voice) -> str:
    said = voice.text(line.text)
    level = f"{voice.text(line.to.word)} {line.to.id}" if line.to else ""
    return f"«{said}» → {level}" if level and level not in said else f"«{said}»"


def _leads(line: acts.JudgementLine, voice: Voice) -> str:
    """What comes before the judgement, and what the routine says follows from it."""
    tasks = listed([f"«{voice.text(task.done)}»" for task in line.first], voice.language)
    first = say("line_first", voice.language, tasks=tasks) if line.first else ""
    says = voice.text(line.says) if line.says else ""
    clause = f"({line.clause})" if line.clause and says else ""
    return " ".join(filter(None, (first, says, clause)))


@utter.register
def _attempt_entered(act: acts.AttemptEntered, voice: Voice) -> Utterance:
    return _say("attempt_entered", day=voice.day(act.on), task=voice.text(act.task.text))


@utter.register
def _planned_later(act: acts.PlannedLater, voice: Voice) -> Utterance:
    word = voice.text(act.at.word)
    return _say(
        "planned_later", task=voice.text(act.task.text).rstrip("."), word=word, level=act.at.id, day=voice.day(act.on)
    )


@utter.register
def _held_later(act: acts.HeldLater, voice: Voice) -> Utterance:
    word = voice.text(act.at.word)
    return _say("held_later", task=voice.text(act.task.text).rstrip("."), word=word, level=act.at.id)


@utter.register
def _plan_entered(act: acts.PlanEntered, voice: Voice) -> Utterance:
    return _say("plan_entered", task=voice.text(act.task.text), words=voice.pieces(act.pieces))
