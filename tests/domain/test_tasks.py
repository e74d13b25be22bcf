"""What waits for a person's decision."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.exchange import PendingTask
from domain.staff import Role
from domain.tasks import TaskKind, choices_of, is_for, is_local, owner_of

NOW = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)


def task(kind: str = "same_person", owner: str = "supervisor") -> PendingTask:
    return PendingTask(UUID(int=1), kind, owner, "Quito", NOW, "qué", "cómo", "{}")


@pytest.mark.parametrize(
    ("owner", "words", "roles"),
    [
        ("supervisor", "Supervisor", {Role.SUPERVISOR}),
        ("technician", "Técnico de biometría", {Role.TECHNICIAN}),
        ("ministry", "Ministerio", set()),
        ("rey", "Supervisor", {Role.SUPERVISOR}),
    ],
)
def test_a_task_has_an_owner(owner: str, words: str, roles: set[Role]) -> None:
    one = task(owner=owner)
    assert owner_of(one) == words
    assert {role for role in Role if is_for(one, frozenset({role}))} == roles


def test_each_kind_says_what_can_be_answered() -> None:
    assert [choice.code for choice in choices_of(task())] == ["same", "different"]
    assert choices_of(task(TaskKind.CORRECT_DOCUMENT)) == ()
    assert [choice.code for choice in choices_of(task("de otro programa"))] == ["seen"]
    assert all(choice.label for kind in TaskKind for choice in choices_of(task(kind)))


def test_what_only_this_office_knows_needs_no_centre() -> None:
    assert is_local(task(TaskKind.CATALOGUE_UNREADABLE))
    assert not is_local(task())
    assert not is_local(task("de otro programa"))
