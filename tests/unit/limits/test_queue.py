"""Who may start when: a policy without time of its own."""

from __future__ import annotations

import copy
import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netcollect.errors import ErrorKind
from netcollect.limits import REJECTIONS, TRANSIENT, Attempt, Breaker, Caps, Queue, longest_first
from netcollect.limits.breaker import Credential, credential_of, credentials_of
from netcollect.limits.caps import values
from netcollect.limits.queue import BACKOFF_MAX
from netcollect.model import Job
from unit.fakes import job


def member(name: str, **more: Any) -> Job:
    plain = job(name)
    return Job(replace(plain.device, **more), plain.commands, plain.options)


def queue(*names: str, retries: int = 0, **more: Any) -> Queue:
    return Queue([job(name) for name in names], retries, random=random.Random(7), **more)


def take(jobs: Queue, now: float = 0.0) -> Attempt:
    attempt = jobs.take(now)
    assert attempt
    return attempt


def names(*attempts: Attempt | None) -> list[str]:
    return [attempt.job.device.name if attempt else "" for attempt in attempts]


def test_jobs_start_in_order() -> None:
    jobs = queue("R1", "R2")
    assert names(jobs.take(0), jobs.take(0), jobs.take(0)) == ["R1", "R2", ""]
    assert len(jobs) == 0


def test_a_retry_comes_after_all_that_were_never_tried_and_after_its_pause() -> None:
    jobs = queue("R1", "R2", "R3", retries=1)
    first = take(jobs)
    assert jobs.done(first, ErrorKind.CLOSED, now=0)
    assert names(jobs.take(100), jobs.take(100)) == ["R2", "R3"]
    again = take(jobs, 100)
    assert (again.job, again.number) == (first.job, 2)


def test_a_retry_waits_for_its_pause() -> None:
    jobs = queue("R1", retries=1)
    jobs.done(take(jobs), ErrorKind.CLOSED, now=0)
    pause = jobs.pause(0)
    assert pause
    assert 0.5 <= pause <= 1.5
    assert jobs.take(pause / 2) is None
    assert names(jobs.take(pause)) == ["R1"]


def test_the_pause_doubles_up_to_its_bound() -> None:
    jobs = queue("R1", retries=100)
    pauses, now = [], 0.0
    for _ in range(11):
        jobs.done(take(jobs, now), ErrorKind.CLOSED, now)
        pauses.append(jobs.pause(now) or 0.0)
        now += pauses[-1]
    assert pauses[0] < pauses[2] < pauses[4]
    assert max(pauses) <= BACKOFF_MAX * 1.5


def test_tries_end() -> None:
    jobs = queue("R1", retries=1)
    assert jobs.done(take(jobs), ErrorKind.CLOSED, now=0)
    assert not jobs.done(take(jobs, 100), ErrorKind.CLOSED, now=100)


def test_a_lost_worker_is_retried_once_without_being_asked_to() -> None:
    jobs = queue("R1")
    assert jobs.done(take(jobs), ErrorKind.WORKER_LOST, now=0)
    # Not at once: who was lost together should not come back together.
    assert jobs.take(0.4) is None
    again = jobs.take(1.6)
    assert again
    assert not jobs.done(again, ErrorKind.WORKER_LOST, now=2)


@pytest.mark.parametrize("kind", sorted(set(ErrorKind) - TRANSIENT))
def test_what_is_certain_or_dangerous_is_never_repeated(kind: ErrorKind) -> None:
    jobs = queue("R1", retries=9)
    assert not jobs.done(take(jobs), kind, now=0)


def test_what_the_contract_forbids_to_repeat_is_not_transient() -> None:
    forbidden = "auth_rejected enable_rejected host_key_changed host_key_unknown rejected question"
    forbidden += " ssh_negotiation internal"
    assert not TRANSIENT & {ErrorKind(kind) for kind in forbidden.split()}


def test_draining_gives_everyone_who_waits_in_order() -> None:
    jobs = Queue([member(f"R{number}", facts={"site": "ams"}) for number in range(4)], 1, Caps({"site": 2}))
    first = take(jobs)
    take(jobs)
    assert jobs.take(0) is None
    jobs.done(first, ErrorKind.DNS, now=0)
    drained = jobs.drain()
    assert [(attempt.job.device.name, attempt.number) for attempt in drained] == [
        ("R0", 2),
        ("R2", 1),
        ("R3", 1),
    ]
    assert len(jobs) == 0
    assert jobs.pause(0) is None


def test_who_finds_no_room_lets_others_pass_and_keeps_its_place() -> None:
    jobs = Queue(
        [member(name, facts={"site": site}) for name, site in zip("abcdef", "xxxyyx", strict=True)],
        caps=Caps({"site": 1}),
    )
    a, d = take(jobs), take(jobs)
    assert names(a, d) == ["a", "d"]
    assert jobs.take(0) is None
    jobs.done(a, None, 0)
    assert names(jobs.take(0), jobs.take(0)) == ["b", ""]


def test_a_ramp_spreads_the_starts() -> None:
    jobs = queue(*(f"R{number}" for number in range(200)), ramp=10.0)
    now, started = 0.0, 0
    while len(jobs):
        if jobs.take(now):
            started += 1
        else:
            pause = jobs.pause(now)
            assert pause
            now += pause
    assert started == 200
    # 199 gaps of a tenth of a second, with jitter.
    assert 17 < now < 23


def test_a_wrong_password_is_tried_three_times_on_five_hundred_devices() -> None:
    jobs = Queue([member(f"R{number}", username="lab", password="wrong") for number in range(500)])
    tried, now = 0, 0.0
    while len(jobs) and len(jobs) != len(refused := jobs.refused()):
        assert not refused
        attempt = take(jobs, now)
        assert jobs.take(now) is None
        tried += 1
        jobs.done(attempt, ErrorKind.AUTH_REJECTED, now)
        jobs.take(now) if tried == 3 else None
    assert tried == 3


#: What logs in by a key or by a password.
BOTH = {"username": "lab", "password": "lab", "private_key": "id"}


@dataclass
class Fleet:
    """Devices that take a key, or a password, or neither; how long each takes is left to chance."""

    jobs: Queue
    takes_key: Callable[[str], bool]
    takes_password: Callable[[str], bool]
    chance: random.Random
    good: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    sessions: int = 0

    def visit(self, at_once: int) -> None:
        """Visits all, so many at a time."""
        #: Moments of what comes next: the verdict on a login, or the end of a session.
        running: list[tuple[float, int, Attempt, bool]] = []
        now = 0.0
        while len(self.jobs) or running:
            while len(running) < at_once and (attempt := self.jobs.take(now)):
                self.sessions += 1
                heapq.heappush(running, (now + self.chance.uniform(0.1, 3), self.sessions, attempt, False))
            self.jobs.refused()
            pause = self.jobs.pause(now) if len(running) < at_once and len(self.jobs) else None
            if running and (pause is None or running[0][0] <= now + pause):
                now, number, attempt, logged_in = heapq.heappop(running)
                if logged_in:
                    self.jobs.done(attempt, None, now)
                elif self._is_taken(attempt):
                    heapq.heappush(running, (now + self.chance.uniform(0, 3), number, attempt, True))
                else:
                    self.jobs.done(attempt, ErrorKind.AUTH_REJECTED, now)
            elif len(self.jobs):
                assert pause, "nothing can ever happen"
                now += pause

    def _is_taken(self, attempt: Attempt) -> bool:
        name = attempt.job.device.name
        is_taken = self.takes_key(name) or (attempt.keys is None and self.takes_password(name))
        if is_taken:
            self.good.append(name)
            self.jobs.logged_in(attempt)
        elif attempt.keys is None:
            self.refusals.append(name)
        return is_taken


def visited(seed: int, takes_key: Callable[[str], bool], takes_password: Callable[[str], bool]) -> Fleet:
    chance = random.Random(seed)
    jobs = Queue([member(f"R{place}", **BOTH) for place in range(60)], random=chance)
    fleet = Fleet(jobs, takes_key, takes_password, chance)
    fleet.visit(chance.choice([1, 2, 5, 20]))
    return fleet


def some(seed: int) -> set[str]:
    """Devices that take the key: few, many, all or none of sixty."""
    chance = random.Random(-seed - 1)
    share = chance.choice([0, 0.05, 0.5, 0.9, 0.98, 1])
    return {f"R{place}" for place in range(60) if chance.random() < share}


def test_where_a_key_is_taken_the_password_beside_it_goes_nowhere() -> None:
    jobs = Queue([member(f"R{number}", **BOTH) for number in range(4)])
    first = take(jobs)
    assert (first.keys, names(jobs.take(0))) == (Credential("lab", None, "id"), [""])
    jobs.logged_in(first)
    others = [take(jobs) for _ in range(3)]
    assert {attempt.keys for attempt in others} == {first.keys}
    assert not jobs.breaker.is_free(credential_of(first.job.device))


@pytest.mark.parametrize("seed", range(60))
def test_a_wrong_password_is_tried_three_times_however_many_devices_take_the_key_beside_it(seed: int) -> None:
    takes_key = some(seed)
    fleet = visited(seed, takes_key.__contains__, lambda _: False)
    assert len(fleet.refusals) <= REJECTIONS
    if len(takes_key) > 60 - REJECTIONS:
        assert len(fleet.good) == len(takes_key)


@pytest.mark.parametrize("seed", range(60))
def test_with_the_right_password_everybody_is_visited_and_nobody_thrice(seed: int) -> None:
    """Before one has taken the password, those are visited twice that do not take the key."""
    takes_key = some(seed)
    fleet = visited(seed, takes_key.__contains__, lambda _: True)
    assert sorted(fleet.good) == sorted(f"R{place}" for place in range(60))
    assert fleet.refusals == []
    assert fleet.sessions <= 60 + 60 - len(takes_key)


@pytest.mark.parametrize("seed", range(60))
def test_odd_devices_that_refuse_the_right_password_hold_up_nobody(seed: int) -> None:
    odd = {"R7", "R8", "R20", "R33", "R41"}
    fleet = visited(seed, lambda _: False, lambda name: name not in odd)
    if len(fleet.good) < 55:  # three of them in a row, or at the same time, are as good as a wrong password
        assert len(fleet.refusals) >= REJECTIONS


@pytest.mark.parametrize(
    "more", [{"platform": "cisco_ios_telnet"}, {"password": None}, {"private_key": None}]
)
def test_without_both_or_without_ssh_there_is_nothing_to_choose(more: dict[str, Any]) -> None:
    assert take(Queue([member("R1", **(BOTH | more))])).keys is None


def test_a_second_visit_that_finds_no_room_is_tried_again() -> None:
    jobs = Queue([member("R1", **BOTH)])
    assert jobs.done(take(jobs), ErrorKind.AUTH_REJECTED, 0)
    assert jobs.done(take(jobs, 2), ErrorKind.CLOSED, 2)
    last = take(jobs, 9)
    assert (last.number, last.needs_password) == (2, True)
    assert not jobs.done(last, ErrorKind.CLOSED, 9)


def test_whom_a_device_has_let_in_by_a_key_is_not_let_in_by_the_password() -> None:
    """It refuses something later, such as a secret."""
    jobs = Queue([member("R1", **BOTH)])
    first = take(jobs)
    jobs.logged_in(first)
    assert not jobs.done(first, ErrorKind.AUTH_REJECTED, 0)


def test_an_agent_s_keys_are_keys() -> None:
    one = member("R1", username="lab", password="lab")
    with_agent = Job(one.device, one.commands, replace(one.options, use_agent=True))
    assert take(Queue([with_agent])).keys is not None


def test_a_bastion_without_a_login_of_its_own_is_visited_with_the_same_keys() -> None:
    both = take(Queue([member("R1", **BOTH, jump="gate")]))
    assert both.keys
    assert credentials_of(both.job.device, both.keys) == [both.keys]


def test_keys_that_were_refused_are_no_retry() -> None:
    jobs = Queue([member("R1", **BOTH)], retries=1)
    first = take(jobs)
    assert jobs.done(first, ErrorKind.AUTH_REJECTED, 0)
    assert jobs.take(0) is None  # the device may still see the session that was refused
    again = take(jobs, 2)
    assert (again.number, again.keys, again.begun) == (1, None, True)
    assert not jobs.done(again, ErrorKind.AUTH_REJECTED, 0)


def test_the_first_device_of_each_credential_goes_alone() -> None:
    jobs = Queue(
        [member(f"{user}{number}", username=user, password="lab") for number in range(3) for user in "ab"]
    )
    first, second = take(jobs), take(jobs)
    assert names(first, second) == ["a0", "b0"]
    assert jobs.take(0) is None
    jobs.logged_in(first)
    jobs.done(first, None, 0)
    assert names(jobs.take(0), jobs.take(0), jobs.take(0)) == ["a1", "a2", ""]


def test_a_device_that_asked_for_no_login_lets_one_more_try() -> None:
    jobs = Queue([member(f"R{number}", username="lab", password="lab") for number in range(4)])
    jobs.done(take(jobs), None, 0)
    assert names(jobs.take(0), jobs.take(0)) == ["R1", ""]


def test_the_others_follow_as_soon_as_the_first_has_logged_in() -> None:
    jobs = Queue([member(f"R{number}", username="lab", password="lab") for number in range(4)])
    first = take(jobs)
    assert jobs.take(0) is None
    jobs.logged_in(first)
    assert names(*(jobs.take(0) for _ in range(3))) == ["R1", "R2", "R3"]


def test_a_dead_first_device_does_not_hold_up_its_credential() -> None:
    jobs = Queue([member(f"R{number}", username="lab", password="lab") for number in range(9)])
    take(jobs)
    assert jobs.take(0.5) is None
    pause = jobs.pause(0.5)
    assert pause
    assert take(jobs, 0.5 + pause).job.device.name != "R0"
    assert jobs.take(0.6 + pause) is None


def test_a_dead_site_in_front_does_not_hold_up_the_rest() -> None:
    """A hundred of a thousand say nothing: who tries the credential next is none of their neighbours."""
    fleet = [member(f"R{number}", username="lab", password="lab") for number in range(1000)]
    jobs = Queue(fleet, random=random.Random(7))
    tried, now = [take(jobs)], 0.0
    while tried[-1].index < 100:
        assert jobs.take(now) is None
        now += jobs.pause(now) or 0.0
        if attempt := jobs.take(now):
            tried.append(attempt)
    assert len(tried) <= REJECTIONS
    jobs.logged_in(tried[-1])
    jobs.done(tried[-1], None, now)
    assert take(jobs, now).index == 1


# On a busy machine an example may take any time.
@pytest.mark.no_cover
@settings(deadline=None)
@given(st.data())
@pytest.mark.no_cover
def test_no_cap_is_ever_passed_and_everyone_ends(data: st.DataObject) -> None:
    """Any fleet, any order of endings, any failures: a model of the collector drives the queue.

    Nor does anybody wait for what nobody uses.
    """
    fleet = [
        member(
            f"R{number}",
            username=data.draw(st.sampled_from("ab")),
            password="lab",
            host=data.draw(st.sampled_from(["h1", "h2", f"own{number}"])),
            facts={"site": data.draw(st.sampled_from("xyz")), "rack": data.draw(st.sampled_from("12"))},
        )
        for number in range(data.draw(st.integers(0, 25)))
    ]
    ramp = data.draw(st.sampled_from([None, 100.0]))
    jobs = Queue(fleet, 1, Caps({"site": 2, "rack": 3}), ramp=ramp, random=random.Random(1))
    running: list[Attempt] = []
    ended: list[str] = []
    now, steps = 0.0, 0
    kinds = st.sampled_from([None, ErrorKind.CLOSED, ErrorKind.AUTH_REJECTED, ErrorKind.REJECTED])
    while running or len(jobs):
        steps += 1
        assert steps < 2000
        ended += names(*(attempt for attempt, _ in jobs.refused()))
        if attempt := jobs.take(now):
            running.append(attempt)
            for key, most in (("address", 1), ("site", 2), ("rack", 3)):
                open_now = Counter(value for each in running for value in values(each.job.device, key))
                assert max(open_now.values()) <= most
            if data.draw(st.booleans()):
                continue
        elif ramp is None:
            assert idle(jobs, running) == []
        if running:
            attempt = running.pop(data.draw(st.integers(0, len(running) - 1)))
            if not jobs.done(attempt, data.draw(kinds), now):
                ended += names(attempt)
        now += jobs.pause(now) or 0.01
    assert sorted(ended) == sorted(each.device.name for each in fleet)


def idle(jobs: Queue, running: list[Attempt]) -> list[str]:
    """Who waits for its first try though it has all the room it needs, and nobody tries its credential."""
    tried = {each.job.device.username for each in running}
    waiting = [each for each in copy.deepcopy(jobs).drain() if each.number == 1]
    return [
        each.job.device.name
        for each in waiting
        if not jobs.caps.full(each.job.device)
        and not jobs.breaker.refused(each.job.device)
        and each.job.device.username not in tried
    ]


def test_who_is_refused_or_must_wait_leaves_its_room_to_the_next() -> None:
    """A site's cap, and a wrong password there: the site's other devices have their turn."""
    wrong = [member(f"w{n}", username="w", password="wrong", facts={"site": "x"}) for n in range(4)]
    right = member("right", username="lab", password="lab", facts={"site": "x"})
    jobs = Queue([*wrong, right], caps=Caps({"site": 1}))
    for _ in range(3):
        attempt = take(jobs)
        assert jobs.take(0) is None
        jobs.done(attempt, ErrorKind.AUTH_REJECTED, 0)
    assert names(jobs.take(0)) == ["right"]
    assert names(*(attempt for attempt, _ in jobs.refused())) == ["w3"]
    assert len(jobs) == 0


def test_the_slowest_go_first_and_in_front_of_them_one_that_proves_the_credential() -> None:
    fleet = [member(name, username="lab", password="lab") for name in "abcde"]
    seconds = {"a": 1.0, "b": 9.0, "c": 0.5, "d": 3.0}
    ordered = longest_first(fleet, seconds, whole={"a", "d"})
    assert [each.device.name for each in ordered] == ["a", "e", "b", "d", "c"]
    assert longest_first(fleet, {}, set()) == fleet


def test_a_new_run_tries_a_refused_credential_again() -> None:
    breaker = Breaker()
    device = member("R1", username="lab", password="wrong").device
    for _ in range(3):
        breaker.started(device, 0)
        breaker.ended(device, ErrorKind.AUTH_REJECTED)
    assert breaker.refused(device)
    assert not Breaker().refused(device)
