"""The machine's clocks, and the watch that sees one of them move."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from commworkflow.clock import Watch, machine_clock, machine_stopwatch, machine_ticks
from commworkflow.rules.hours import Doubt, Doubtful
from tests.cast import NOW


@dataclass
class Machine:
    """A machine whose clocks a test turns."""

    wall: datetime = NOW
    ran: timedelta = timedelta(hours=1)
    asleep: timedelta = field(default_factory=timedelta)

    def clock(self) -> datetime:
        return self.wall

    def ticks(self) -> tuple[timedelta, timedelta]:
        return self.ran, self.ran - self.asleep

    def pass_by(self, **parts: float) -> None:
        self.wall += timedelta(**parts)
        self.ran += timedelta(**parts)

    def sleep(self, **parts: float) -> None:
        self.pass_by(**parts)
        self.asleep += timedelta(**parts)

    def jump(self, **parts: float) -> None:
        self.wall += timedelta(**parts)


def confirmed(machine: Machine) -> Watch:
    watch = Watch(machine.clock, machine.ticks)
    watch.be_confirmed()
    return watch


def test_the_hour_is_unconfirmed_from_the_start_until_somebody_does() -> None:
    machine = Machine()
    watch = Watch(machine.clock, machine.ticks, NOW - timedelta(days=3))
    assert watch.look() == Doubtful(Doubt.UNCONFIRMED, NOW)
    watch.be_confirmed()
    assert watch.look() is None
    machine.pass_by(days=30)
    assert watch.look() is None


def test_a_jump_is_told_with_its_size_and_its_hour_until_it_is_confirmed() -> None:
    machine = Machine()
    watch = confirmed(machine)
    machine.pass_by(minutes=40)
    machine.jump(hours=-3)
    jumped = Doubtful(Doubt.JUMPED, NOW + timedelta(minutes=40), -timedelta(hours=3))
    assert watch.look() == jumped
    machine.pass_by(hours=2)
    assert watch.look() == jumped, "told once, with the hour at which it was seen"
    watch.be_confirmed()
    assert watch.look() is None


def test_a_clock_that_came_back_by_itself_has_still_jumped() -> None:
    machine = Machine()
    watch = confirmed(machine)
    machine.jump(hours=-3)
    first = watch.look()
    machine.jump(hours=3)
    assert watch.look() == first is not None


def test_a_second_jump_is_told_in_place_of_the_first() -> None:
    machine = Machine()
    watch = confirmed(machine)
    machine.jump(hours=-3)
    watch.look()
    machine.pass_by(minutes=10)
    machine.jump(hours=-1)
    found = watch.look()
    assert found is not None and found.by == -timedelta(hours=4)
    assert found.at == NOW - timedelta(hours=3) + timedelta(minutes=10)


def test_many_small_steps_are_a_jump_too() -> None:
    machine = Machine()
    watch = confirmed(machine)
    for _ in range(3):
        machine.jump(seconds=50)
        found = watch.look()
    assert found is not None and found.doubt is Doubt.JUMPED and found.by == timedelta(seconds=150)


def test_a_jump_before_anybody_confirmed_is_a_jump() -> None:
    machine = Machine()
    watch = Watch(machine.clock, machine.ticks)
    machine.jump(minutes=3)
    found = watch.look()
    assert found is not None and found.doubt is Doubt.JUMPED


def test_a_night_asleep_is_no_jump_and_is_told_as_what_it_was() -> None:
    machine = Machine()
    watch = confirmed(machine)
    machine.sleep(minutes=1)
    assert watch.look() is None
    machine.sleep(hours=7)
    found = watch.look()
    assert found is not None and (found.doubt, found.by) == (Doubt.SLEPT, timedelta(hours=7, minutes=1))


def test_a_journal_ahead_of_the_clock_is_told_at_the_start() -> None:
    machine = Machine()
    last = NOW + timedelta(hours=3)
    assert Watch(machine.clock, machine.ticks, last).look() == Doubtful(Doubt.BEHIND, last, -timedelta(hours=3))


def test_without_ticks_time_passes_and_nothing_jumps() -> None:
    machine = Machine()
    watch = Watch(machine.clock)
    watch.be_confirmed()
    machine.jump(hours=9)
    assert watch.look() is None


def test_the_machine_itself_is_asked_without_a_fault() -> None:
    watch = Watch(machine_clock, machine_ticks)
    watch.be_confirmed()
    assert watch.look() is None
    steady, awake = machine_ticks()
    assert steady >= awake > timedelta()
    assert machine_stopwatch() <= machine_stopwatch()
