"""Opinions: what the office asks, the box of the day, and what was gathered from it."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, delete, func, insert, or_, select, update

from db.repositories.base import Repository, changing, plain
from db.tables import opinion_box, suggestion, survey_ask, survey_rules
from domain.errors import NotFound
from domain.suggestions import About, Suggestion, SuggestionState
from domain.survey import Ask, AskState, SurveyCount, SurveyRules

_ASK, _SUGGESTION = "ask", "suggestion"

_RULES = select(survey_rules).where(survey_rules.c.office_id == bindparam("office"))
_ADD_RULES = insert(survey_rules)
_SAVE_RULES = changing(survey_rules, "office_id")

_IN_BOX = select(opinion_box).where(opinion_box.c.code_hash == bindparam("code"))
_BOX = select(opinion_box).order_by(opinion_box.c.id)
_ADD_TO_BOX = insert(opinion_box)
_OUT_OF_BOX = delete(opinion_box).where(opinion_box.c.id == bindparam("key"))

_KEPT = select(survey_ask).where(survey_ask.c.code_hash == bindparam("code"))
_ADD_ASK = insert(survey_ask)
_REMOVE_ASK = delete(survey_ask).where(survey_ask.c.id == bindparam("key"))
_OLD_CODES = select(survey_ask.c.id).where(
    survey_ask.c.day < bindparam("before"), survey_ask.c.code_hash != ""
)
_FORGET_CODE = update(survey_ask).where(survey_ask.c.id == bindparam("key")).values(code_hash="")
_PLACE = (survey_ask.c.service, survey_ask.c.channel, survey_ask.c.counter)
_ASKED = (
    select(
        *_PLACE,
        func.count().label("asked"),
        func.sum(case((survey_ask.c.state == AskState.ANSWERED.value, 1), else_=0)).label(
            "replied"
        ),
    )
    .where(survey_ask.c.day >= bindparam("since"), survey_ask.c.day <= bindparam("until"))
    .group_by(*_PLACE)
)
_SCORES = (
    select(*_PLACE, survey_ask.c.score, func.count().label("answers"))
    .where(
        survey_ask.c.answered_on >= bindparam("since"),
        survey_ask.c.answered_on <= bindparam("until"),
    )
    .group_by(*_PLACE, survey_ask.c.score)
)
_COMMENTS = (
    select(survey_ask)
    .where(
        survey_ask.c.answered_on >= bindparam("since"),
        survey_ask.c.answered_on <= bindparam("until"),
        or_(survey_ask.c.comment != "", survey_ask.c.contact != ""),
    )
    .order_by(survey_ask.c.answered_on.desc(), survey_ask.c.id)
    .limit(bindparam("most"))
)

_ONE_SUGGESTION = select(suggestion).where(suggestion.c.id == bindparam("key"))
_ADD_SUGGESTION = insert(suggestion)
_SAVE_SUGGESTION = changing(suggestion, "id")
_SUGGESTIONS = (
    select(suggestion)
    .where(
        or_(
            and_(suggestion.c.day >= bindparam("since"), suggestion.c.day <= bindparam("until")),
            suggestion.c.state != SuggestionState.DONE.value,
        )
    )
    .order_by(suggestion.c.day.desc(), suggestion.c.id)
    .limit(bindparam("most"))
)


class SqlSurveys(Repository):
    """The questions after attentions, their answers, and the suggestions."""

    def rules(self, office_id: UUID) -> SurveyRules:
        """Return what the office asks; the usual where nobody changed it."""
        row = self._one(_RULES, office=office_id)
        if row is None:
            return SurveyRules(office_id)
        return SurveyRules(
            row.office_id,
            bool(row.is_on),
            row.question,
            row.thanks,
            row.seconds,
            bool(row.on_receipt),
            row.code_days,
            row.version,
        )

    def save_rules(self, rules: SurveyRules) -> None:
        """Store changed rules. Raises Stale."""
        values = plain(rules)
        if rules.version == 1:
            self._change(_ADD_RULES, values)
        else:
            key = values.pop("office_id")
            self._change_one(_SAVE_RULES, {**values, "key": key, "previous": rules.version - 1})

    def find(self, code_hash: str) -> Ask | None:
        """Return what a code belongs to, as it stands."""
        row = self._one(_IN_BOX, code=code_hash)
        if row is not None:
            found = _from_box(row)
            assert isinstance(found, Ask)
            return found
        row = self._one(_KEPT, code=code_hash)
        return None if row is None else _to_ask(row)

    def drop(self, paper: Ask | Suggestion) -> None:
        """Put a paper into the box, in place of the one it was."""
        self._statements.run(_OUT_OF_BOX, {"key": paper.id})
        values = plain(paper)
        body = {name: _json(value) for name, value in values.items()}
        self._statements.run(
            _ADD_TO_BOX,
            {
                "id": paper.id,
                "kind": _ASK if isinstance(paper, Ask) else _SUGGESTION,
                "code_hash": paper.code_hash if isinstance(paper, Ask) else "",
                "body": json.dumps(body),
            },
        )

    def box(self) -> Sequence[Ask | Suggestion]:
        """Return what lies in the box, in no order."""
        return [_from_box(row) for row in self._rows(_BOX)]

    def gather(self, papers: Iterable[Ask | Suggestion]) -> None:
        """Take papers out of the box and keep them, in place of what they were."""
        kept = []
        for paper in papers:
            self._statements.run(_OUT_OF_BOX, {"key": paper.id})
            if isinstance(paper, Ask):
                self._change(_REMOVE_ASK, {"key": paper.id})
                kept.append(paper.gathered())
            else:
                self._change(_ADD_SUGGESTION, plain(paper))
        # By the ids that they have from now on: rows lie in the order in which they came.
        for ask in sorted(kept, key=attrgetter("id")):
            self._change(_ADD_ASK, plain(ask))

    def forget_codes(self, before: date) -> int:
        """Forget the codes of attentions before a day; return how many there were."""
        old = [row.id for row in self._rows(_OLD_CODES, before=before)]
        for key in old:
            self._change(_FORGET_CODE, {"key": key})
        return len(old)

    def counts(self, since: date, until: date) -> Sequence[SurveyCount]:
        """Return what was asked and answered from one day to another, both included."""
        found: dict[tuple[int, str, int], SurveyCount] = {}
        for row in self._rows(_ASKED, since=since, until=until):
            place = (row.service, row.channel, row.counter)
            found[place] = SurveyCount(*place, row.asked, int(row.replied))
        for row in self._rows(_SCORES, since=since, until=until):
            place = (row.service, row.channel, row.counter)
            scores = [0] * 5
            scores[row.score - 1] = row.answers
            one, two, three, four, five = scores
            given = SurveyCount(*place, scores=(one, two, three, four, five))
            found[place] = found.get(place, SurveyCount(*place)) + given
        return [found[place] for place in sorted(found)]

    def comments(self, since: date, until: date, limit: int) -> Sequence[Ask]:
        """Return the answers with a comment or contact, the newest days first."""
        rows = self._rows(_COMMENTS, since=since, until=until, most=limit)
        return [_to_ask(row) for row in rows]

    def suggestion(self, suggestion_id: UUID) -> Suggestion:
        """Return a gathered suggestion. Raises NotFound."""
        row = self._one(_ONE_SUGGESTION, key=suggestion_id)
        if row is None:
            raise NotFound()
        return _to_suggestion(row)

    def suggestions(self, since: date, until: date, limit: int) -> Sequence[Suggestion]:
        """Return the suggestions of some days and those not done with, the newest first."""
        rows = self._rows(_SUGGESTIONS, since=since, until=until, most=limit)
        return [_to_suggestion(row) for row in rows]

    def save_suggestion(self, value: Suggestion) -> None:
        """Store what became of one. Raises Stale."""
        values = plain(value)
        key = values.pop("id")
        self._change_one(_SAVE_SUGGESTION, {**values, "key": key, "previous": value.version - 1})


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def _from_box(row: Any) -> Ask | Suggestion:
    body = json.loads(row.body)
    for name in ("id", "office_id", "staff_id"):
        if body.get(name):
            body[name] = UUID(body[name])
    body["day"] = date.fromisoformat(body["day"])
    if row.kind == _SUGGESTION:
        body["about"], body["state"] = About(body["about"]), SuggestionState(body["state"])
        return Suggestion(**body)
    body["state"] = AskState(body["state"])
    if body["answered_on"]:
        body["answered_on"] = date.fromisoformat(body["answered_on"])
    return Ask(**body)


def _to_ask(row: Any) -> Ask:
    return Ask(
        row.id,
        row.office_id,
        row.day,
        row.service,
        row.channel,
        row.counter,
        row.code_hash,
        AskState(row.state),
        row.answered_on,
        row.score,
        row.comment,
        row.way,
        row.contact,
        row.version,
    )


def _to_suggestion(row: Any) -> Suggestion:
    return Suggestion(
        row.id,
        row.office_id,
        row.day,
        About(row.about),
        row.words,
        row.service,
        row.staff_id,
        row.contact,
        SuggestionState(row.state),
        row.answer,
        row.seen_by,
        row.seen_at,
        row.version,
    )
