"""Who is counted under which name, who has a place, and whose turn it is."""

import pytest

from commworkflow.sharing.turns import Room, Turns, give_back, in_turn, neighbour


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.168.1.5", "192.168.1.5"),
        ("fd12:3456::1", "fd12:3456::/64"),
        ("fd12:3456::ffff:1", "fd12:3456::/64"),
        ("fd12:3456:0:1::1", "fd12:3456:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
    ],
)
def test_under_which_name_an_address_is_counted(address: str, name: str) -> None:
    assert neighbour(address) == name


class Sitting:
    """A guest that only waits, or is being answered."""

    def __init__(self, *, waits: bool = True) -> None:
        self.waits = waits

    def makes_room(self) -> bool:
        """Leave once, where it only waits."""
        left, self.waits = self.waits, False
        return left


def test_who_came_first_makes_room_and_only_among_their_own() -> None:
    room, other, many = Room(9, 2), Sitting(), [Sitting() for _ in range(3)]
    assert room.let_in("other", other)
    assert [room.let_in("one", guest) for guest in many] == [True, True, True]
    assert [guest.waits for guest in (other, *many)] == [True, False, True, True]


def test_who_is_being_answered_is_not_sent_away_for_anybody() -> None:
    room = Room(9, 1)
    busy = Sitting(waits=False)
    assert room.let_in("one", busy) and not room.let_in("one", Sitting())
    room.leave("one", busy)
    assert room.let_in("one", Sitting())


def test_where_everything_is_taken_the_largest_crowd_makes_room() -> None:
    room, alone, many = Room(3, 3), Sitting(), [Sitting(), Sitting()]
    assert room.let_in("other", alone) and all(room.let_in("one", guest) for guest in many)
    assert room.let_in("third", Sitting())
    assert [guest.waits for guest in (alone, *many)] == [True, False, True]


def test_this_machine_itself_is_bound_by_all_places_only() -> None:
    room, many = Room(3, 1), [Sitting() for _ in range(4)]
    assert all(room.let_in("", guest) for guest in many)
    assert [guest.waits for guest in many] == [False, True, True, True]


def test_whoever_comes_after_waits_until_one_ends_in_the_order_of_coming() -> None:
    turns, went = Turns(1), list[str]()
    for name in ("first", "second", "third"):
        assert turns.take("one", lambda name=name: went.append(name))  # type: ignore[misc]
    assert turns.take("other", lambda: went.append("other"))
    assert went == ["first", "other"]
    turns.end("one")
    turns.end("one")
    assert went == ["first", "other", "second", "third"]
    turns.end("one")
    turns.take("one", lambda: went.append("again"))
    assert went[-1] == "again"


def test_where_too_many_wait_one_more_is_told_so() -> None:
    turns, went = Turns(1, 1), list[str]()
    taken = [turns.take("one", lambda: went.append("")) for _ in range(3)]
    assert (taken, went) == ([True, True, False], [""])


def test_a_turn_is_had_at_every_station_or_at_none() -> None:
    first, second, went = Turns(2), Turns(1), list[int]()
    stations = (first, "one"), (second, "all")
    assert all(in_turn(stations, lambda number=number: went.append(number)) for number in range(3))  # type: ignore[misc]
    assert went == [0]
    for _ in range(2):
        give_back(stations)
    assert went == [0, 1, 2]
