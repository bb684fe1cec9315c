"""Which values of marked expressions a person sees, after what they said."""

from __future__ import annotations

from omega.runtime.debug.marks import Marked, Marking, Path
from omega.runtime.debug.tour import Sight, Tour

ORDER: list[Path] = [(2, 1, 1), (2, 1), (2, 2, 1), (2, 2), (2,)]


def form(text: str) -> Marked:
    marking = Marking(text, "f.scm", 1, 1)
    while not marking.step(1000):
        pass
    return marking.found[0]


F = form("#dbg (define (f x) (+ (a x) (b x)))")
G = form("#dbg (define (g x) (+ (a x) (b x)))")


def seen(tour: Tour, marked: Marked = F) -> list[Path]:
    """What is seen of one evaluation of the form."""
    return [path for path in ORDER if tour.sees(Sight(marked, path))]


def test_everything_is_seen_at_first_and_after_next() -> None:
    tour = Tour()
    assert seen(tour) == ORDER
    tour.go(Sight(F, (2, 1)), "next")
    assert seen(tour) == ORDER


def test_continue_leaves_the_form_alone_until_it_begins_again() -> None:
    tour = Tour()
    assert tour.sees(Sight(F, ORDER[0]))
    tour.go(Sight(F, ORDER[0]), "continue")
    assert not any(tour.sees(Sight(F, path)) for path in ORDER[1:])
    assert seen(tour, G) == ORDER
    left = tour.still(F)
    assert left is not None and list(left.paths.values()) == [ORDER[0]] and tour.still(G) is G
    assert seen(tour) == ORDER
    assert tour.still(F) is F


def test_continue_all_sees_nothing_more() -> None:
    tour = Tour()
    tour.go(Sight(F, ORDER[0]), "continue-all")
    assert seen(tour) == [] and seen(tour, G) == []
    assert tour.still(F) is None


def test_out_passes_what_is_inside_the_form_around() -> None:
    tour = Tour()
    assert tour.sees(Sight(F, ORDER[0]))
    tour.go(Sight(F, ORDER[0]), "out")
    assert [path for path in ORDER[1:] if tour.sees(Sight(F, path))] == [(2, 1), (2, 2, 1), (2, 2), (2,)]
    tour.go(Sight(F, (2, 1)), "out")
    assert [path for path in ORDER[2:] if tour.sees(Sight(F, path))] == [(2,)]
    assert seen(tour, G) == ORDER
    tour.go(Sight(F, (2, 1)), "out", force=True)
    assert seen(tour, G) == []


def test_here_passes_what_comes_before_a_place() -> None:
    tour = Tour()
    assert tour.sees(Sight(F, ORDER[0]))
    tour.go(Sight(F, ORDER[0]), "here", (2, 2))
    assert [path for path in ORDER[1:] if tour.sees(Sight(F, path))] == [(2, 2), (2,)]
    assert seen(tour) == ORDER  # from its start again


def test_trace_sees_everything_without_waiting() -> None:
    tour = Tour()
    tour.go(Sight(F, ORDER[0]), "trace")
    assert tour.traces and seen(tour) == ORDER
    tour.go(Sight(F, ORDER[0]), "next")
    assert not tour.traces
