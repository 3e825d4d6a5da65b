"""One act of every class and kind, and of each way it can be worded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal, get_args
from uuid import UUID

from api.dialogue import acts
from api.dialogue.acts import Act, CaseName, GuideName, OptionName, Private, QuestionName, Reported, TaskName
from api.dialogue.payloads import MemberChange
from api.engine.schema import LevelWord, Marked, Text
from api.privacy import LabelProblem
from api.wording.pieces import CitePiece, GapPiece, LevelName, LevelPiece, PlannedPiece, ToldPiece

LABEL, ANSWER = "MK", "han gruer seg til gym"
DAY = date(2026, 8, 31)
WHO = Private(private=ANSWER)
AT_NINE = datetime(2026, 8, 31, 9, 5, tzinfo=UTC)


def text(word: str) -> Text:
    return Text(nb=f"{word} på bokmål", nn=f"{word} på nynorsk")


CASE = CaseName(case=UUID(int=1), label=Private(private=LABEL))
TASK = TaskName(task="t", text=text("oppgaven."), done=text("gjort"))
OTHER = TaskName(task="u", text=text("den andre"), done=text("den andre gjort"))
GUIDE = GuideName(guide="g", name=text("samtalen"))
AT = LevelName(word=LevelWord(nb="nivå", nn="nivå"), id="1")
QUESTIONS = (
    QuestionName(
        number=1, question="q", text=text("det første spørsmålet om alt det eleven «trives» med"), area=text("trivsel")
    ),
    QuestionName(number=2, question="r", text=text("det andre"), area=text("trivsel")),
)
LEVEL = LevelPiece(at=AT, name=Marked(nb="navnet", nn="namnet"))
PLANNED = PlannedPiece(task="t", on=DAY, meeting=True, after=DAY)
CITE = CitePiece(cite=text("kilden"))
GAP = GapPiece(id="gap", about="other", text=text("hullet"))


JUDGEMENT = acts.JudgementLine(decision="d", outcome="o", text=text("fortsatt bekymret"), to=AT)


def _kinds(of: type[acts.Phrase] | type[acts.OfCase] | type[acts.OfQuestion]) -> tuple[str, ...]:
    return get_args(of.model_fields["kind"].annotation)


def _question(kind: Literal["open", "choice", "scale", "tick"], **other: object) -> acts.QuestionAsked:
    asked = {"number": 2, "total": 7, "question": "q", "text": text("spørsmålet"), "type": kind}
    return acts.QuestionAsked.model_validate(asked | other)


def _report(what: Reported, **other: object) -> acts.ReportProposed:
    return acts.ReportProposed.model_validate({"what": what, "tasks": (TASK,)} | other)


EXAMPLES: list[Act] = [
    *(acts.Phrase.model_validate({"kind": kind}) for kind in _kinds(acts.Phrase)),
    *(acts.OfCase.model_validate({"kind": kind, "case": CASE}) for kind in _kinds(acts.OfCase)),
    *(acts.OfQuestion.model_validate({"kind": kind, "question": "q", "number": 3}) for kind in _kinds(acts.OfQuestion)),
    acts.Greeting(routine=text("rutinen")),
    acts.Alarm(barnevernvakt="55 55 55 55"),
    acts.Alarm(),
    acts.Alarm(missing=True),
    acts.Alarm(ill=True),
    acts.DangerAsked(),
    acts.LabelAsked(rule=text("regelen")),
    acts.LabelAsked(),
    *(acts.LabelRefused.model_validate({"problem": problem}) for problem in (*get_args(LabelProblem), "word")),
    acts.RenameProposed(case=CASE, label=Private(private=LABEL)),
    acts.CaseOpened(case=CASE, at=AT, name=text("navnet")),
    acts.CaseList(lines=(acts.CaseListLine(case=CASE, pieces=(LEVEL,)),)),
    acts.NoteKept(case=CASE),
    acts.OfferTold(case=CASE, by=Private(private=ANSWER)),
    acts.OfferTold(case=CASE, by=Private(private=ANSWER), last_day=DAY),
    acts.OfferAnswered(case=CASE),
    acts.SeenBy(
        case=CASE,
        lines=(
            acts.SeenLine(
                name=Private(private=ANSWER),
                is_you=True,
                at=AT_NINE,
                doors=("chat", "page"),
            ),
            acts.SeenLine(
                name=Private(private=ANSWER),
                at=AT_NINE,
                doors=("page",),
                only_line=True,
            ),
            acts.SeenLine(
                name=Private(private=ANSWER),
                at=AT_NINE,
                doors=("page",),
                reasons=(Private(private=ANSWER),),
            ),
            acts.SeenLine(name=None, at=AT_NINE, doors=("command",)),
        ),
    ),
    *(
        acts.KeptInQuiet.model_validate({"case": CASE, "status": status, "at": AT})
        for status in ("closed", "monitoring")
    ),
    acts.PlanShown(case=CASE, pieces=(LEVEL, CITE)),
    acts.PlanShown(pieces=(CITE,)),
    acts.Cited(cite=text("kilden")),
    acts.RoutineSays(text=text("rutinen sier")),
    acts.PeriodAsked(pieces=(LEVEL,)),
    acts.UnitAsked(number=4),
    acts.DecisionAsked(decision="d", question=text("vurderingen")),
    acts.DecisionAsked(decision="d", question=text("vurderingen"), ours=(text("valget"),)),
    acts.NeedsFirst(decision="d", outcome="o", chosen=text("utfallet"), tasks=(TASK, OTHER)),
    acts.NeedsFirst(decision="d", outcome="o", chosen=text("utfallet"), ours=True, tasks=(TASK, OTHER)),
    acts.Moved(case=CASE, at=AT, name=text("navnet")),
    acts.OutcomeNoted(outcome="o", text=text("utfallet")),
    acts.TaskTicked(task=TASK),
    acts.TaskTicked(task=TASK, on=DAY),
    acts.ConsentRefused(gaps=(GAP,)),
    acts.OwnDateProposed(what=text("møte"), on=DAY, free="weekend"),
    acts.OwnDateSet(deadline="f", pieces=(LEVEL,)),
    acts.GuideElsewhere(case=CASE, here=AT, levels=("2", "3")),
    acts.GuideStarted(case=CASE, guide=GUIDE, label=text("merkelapp"), cite=text("kilden"), form="https://skjema"),
    acts.GuideStarted(case=CASE, guide=GUIDE, before=(text("først"), text("så"))),
    acts.GuideResumed(case=CASE, guide=GUIDE, cite=text("kilden")),
    acts.GuideEnded(guide=GUIDE, after=(text("etterpå"),)),
    acts.GuideEndedBefore(case=CASE, guide=GUIDE),
    _question("open", heading=text("området"), sensitive=True),
    _question("open", again=True),
    _question("scale", scale=(1, 5)),
    acts.DayAsked(what=text("oppgaven")),
    acts.InNoCase(),
    acts.InNoCase(refused=True),
    acts.InNoCase(lapsed=True),
    acts.WordsInNoCase(lines=(acts.WordsLine(words=Private(private=ANSWER), on=DAY),)),
    acts.KeptInQuiet(case=CASE, status="closed", at=AT, asks=False),
    acts.DueToBeDeleted(case=CASE, on=DAY),
    acts.PutOff(case=CASE, task=TASK, until=DAY),
    acts.NameHint(),
    acts.InsightTold(case=CASE, by=WHO, at=AT_NINE, reason=Private(private=ANSWER)),
    *(acts.WhoAsked(change=change, case=CASE, among=9) for change in get_args(MemberChange)),
    *(acts.NobodyThere(change=change, case=CASE) for change in get_args(MemberChange)),
    *(acts.MemberProposed(change=change, case=CASE, name=WHO) for change in get_args(MemberChange)),
    *(acts.MemberChanged(change=change, case=CASE, name=WHO) for change in get_args(MemberChange)),
    acts.MemberProposed(change="offer", case=CASE, name=WHO, last_day=DAY),
    acts.MemberProposed(change="share", case=CASE, name=WHO, last_day=DAY),
    acts.MemberProposed(change="unshare", case=CASE, name=None),
    acts.MemberChanged(change="offer", case=CASE, name=WHO, last_day=DAY),
    acts.MemberChanged(change="share", case=CASE, name=WHO, last_day=DAY),
    acts.MemberChanged(change="unshare", case=CASE, name=None),
    acts.LastDayAsked(case=CASE, name=WHO, substitute=True),
    acts.LastDayAsked(case=CASE, name=WHO, substitute=False),
    acts.UntilAsked(case=CASE, on=DAY, first=DAY, latest=DAY),
    acts.UntilAsked(case=CASE, on=DAY, first=DAY, latest=DAY, again=True),
    acts.UntilAsked(case=CASE, on=DAY, first=DAY, latest=DAY, unread=True),
    acts.LongerReasonAsked(case=CASE, until=DAY),
    acts.LongerProposed(case=CASE, until=DAY, reason=Private(private=ANSWER)),
    acts.CaseKept(months=12),
    acts.CaseKept(case=CASE, months=12),
    acts.CaseKept(case=CASE, months=12, on=DAY),
    acts.CaseKept(case=CASE, months=12, on=DAY, longer=True),
    *(
        acts.ReadersTold(leaders_see=see, advisers_too=too, leaders_first=too)
        for see in ("lines", "figures")
        for too in (True, False)
    ),
    acts.ReadersTold(case=CASE, leaders_see="lines", advisers_too=False, asked=(WHO,)),
    acts.ReadersTold(
        case=CASE,
        others=(acts.Follower(name=WHO), acts.Follower(name=WHO, last_day=DAY)),
        leading=(WHO,),
        leaders_see="lines",
        advisers_too=False,
    ),
    *(
        acts.OfTheSystem.model_validate({"about": about})
        for about in ("parents_read", "confidential", "stored_where", "machine", "sent_on")
    ),
    acts.CaseOutOfReach(),
    acts.LeadershipTold(leads=True, sees="lines"),
    acts.LeadershipTold(leads=True, sees="figures"),
    acts.LeadershipTold(leads=False, sees="lines"),
    acts.ExportOffered(case=CASE, page="/cases/1/export.html", data="/cases/1/export.json"),
    acts.KeptInQuiet(case=CASE, status="monitoring", at=AT, asks=False),
    acts.TalkWaits(guide=GUIDE, number=2),
    acts.MendProposed(case=CASE, what=(acts.Undone(kind="tick", text=text("det")),)),
    acts.MendProposed(case=CASE, what=(acts.Undone(kind="tick", text=text("det")),), stands=DAY, on=DAY),
    acts.MendProposed(case=CASE, what=(acts.Undone(kind="note", words=Private(private=ANSWER)),), to=CASE),
    acts.MendProposed(case=CASE, what=(acts.Undone(kind="decision", text=text("det")),), outcome=text("det andre")),
    acts.MendProposed(
        case=CASE, what=(acts.Undone(kind="note", words=Private(private=ANSWER)),), words=Private(private=ANSWER)
    ),
    acts.TalkWaits(guide=GUIDE, number=2, since=DAY),
    acts.UndoProposed(case=CASE, what=(acts.Undone(kind="tick", text=text("det")),)),
    _question("tick", options=(OptionName(option="a", text=text("valget")),), measures="m"),
    acts.EarlierAnswer(question="q", answer=Private(private=ANSWER)),
    acts.Corrected(question=QUESTIONS[0], answer=Private(private=ANSWER)),
    acts.ScaleUnclear(low=1, high=5),
    acts.NoSuchQuestion(total=7),
    acts.WhichAnswer(questions=QUESTIONS),
    acts.QuestionsToPick(guide=GUIDE, questions=QUESTIONS),
    acts.PickUnclear(total=7),
    acts.MeasuresShown(group="m", name=text("tiltakene"), measures=(text("det ene"), text("det andre"))),
    acts.RefusalTold(code="in_future"),
    acts.TakenBack(
        case=CASE,
        what=tuple(
            acts.Undone.model_validate({"kind": kind, "text": text("oppgaven"), "on": DAY})
            for kind in get_args(acts.UndoneKind)
        ),
    ),
    acts.Summary(
        case=CASE,
        lines=(
            acts.SummaryLine(text=Private(private="borte\nhver mandag")),
            acts.SummaryLine(question="q", asked=text("spørsmålet"), text=Private(private=ANSWER)),
        ),
        told=(
            ToldPiece(layout="item", task="t", text=text("oppgaven")),
            PLANNED.model_copy(update={"layout": "along"}),
        ),
        cite=text("kilden"),
    ),
    _report("done", tasks=(TASK, OTHER)),
    *(_report(what) for what in get_args(Reported)),
    *(_report(what, on=DAY) for what in get_args(Reported)),
    _report("planned", on=DAY, also=OTHER),
    acts.JudgementProposed(case=CASE, line=JUDGEMENT),
    acts.JudgementProposed(case=CASE, line=JUDGEMENT.model_copy(update={"to": None})),
    acts.Proposed(
        case=CASE,
        lines=(
            *(acts.ReportLine(what=what, tasks=(TASK,), on=DAY) for what in get_args(Reported)),
            acts.ReportLine(what="done", tasks=(TASK, OTHER)),
            acts.ReportLine(what="planned", tasks=(TASK,), on=DAY, also=OTHER),
            JUDGEMENT,
        ),
    ),
    acts.AttemptEntered(task=TASK, on=DAY),
    acts.PlannedLater(task=TASK, at=AT, on=DAY),
    acts.HeldLater(task=TASK, at=AT),
    acts.PlanEntered(task=TASK, pieces=(PLANNED,)),
    acts.RefusalTold(code="needs_first"),
    acts.TakenBack(
        case=CASE,
        what=(
            *(acts.Undone(kind=kind, text=text("det"), on=DAY) for kind in get_args(acts.UndoneKind)),
            acts.Undone(kind="note", words=Private(private=ANSWER)),
        ),
        again=(acts.Undone(kind="tick", text=text("det")),),
    ),
]
