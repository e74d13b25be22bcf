"""Word of what happens, passed on to whoever follows."""

from desktop.usecases.changes import Changes


def test_whoever_follows_is_told_until_they_end() -> None:
    changes, told = Changes(), []
    end_one = changes.follow(lambda: told.append(1))
    end_two = changes.follow(lambda: told.append(2))
    changes.tell()
    end_one()
    end_one()  # ending twice is no fault
    changes.tell()
    end_two()
    changes.tell()
    assert told == [1, 2, 2]
    assert not changes.are_heard
