"""Which question of a keyboard-interactive login gets which answer."""

from __future__ import annotations

import pytest

from netcollect.session.interactive import Answers, AskedError, Question, RefusedError

STATEMENT = "Do you accept and acknowledge the statement above ? (yes/no) : "


def ask(*questions: Question, accepts_terms: bool = False) -> list[str]:
    return Answers("lab", "secret", accepts_terms=accepts_terms)("", "", questions)


@pytest.mark.parametrize(
    ("questions", "answers"),
    [
        ([], []),
        ([("Password: ", False)], ["secret"]),
        ([("Password: ", True)], ["secret"]),
        ([("lab@192.0.2.1's password:", False)], ["secret"]),
        ([("PASSCODE: ", False)], ["secret"]),
        ([("User Name: ", True), ("Password: ", False)], ["lab", "secret"]),
        ([("login:", True)], ["lab"]),
        ([("Mot de passe : ", False)], ["secret"]),
        ([("Kennwort", True)], ["secret"]),
        ([("Response", False)], ["secret"]),
        ([("Benutzername: ", True), ("Passwort: ", False)], ["lab", "secret"]),
    ],
)
def test_name_and_password_are_given(questions: list[Question], answers: list[str]) -> None:
    assert ask(*questions) == answers


def test_terms_are_accepted_where_that_is_allowed() -> None:
    assert ask((STATEMENT, False), ("Password: ", False), accepts_terms=True) == ["yes", "secret"]


@pytest.mark.parametrize("echoed", [False, True])
def test_terms_are_a_question_elsewhere(echoed: bool) -> None:
    with pytest.raises(AskedError, match="Do you accept") as caught:
        ask((STATEMENT, echoed))
    assert caught.value.terms


@pytest.mark.parametrize("text", ["Ticket number: ", "Select a role [1-3]: ", "Continue? "])
def test_nothing_else_is_answered(text: str) -> None:
    with pytest.raises(AskedError) as caught:
        ask((text, True), accepts_terms=True)
    assert not caught.value.terms


@pytest.mark.parametrize(
    "text",
    [
        *("New password: ", "Retype new password:", "(current) UNIX password: ", "Enter old password:"),
        *("Verification code: ", "One-time password: ", "Token: ", "Change it now? [y/n] "),
    ],
)
def test_a_hidden_question_for_another_secret_gets_no_password(text: str) -> None:
    with pytest.raises(AskedError):
        ask((text, False))


def test_a_password_is_given_once() -> None:
    answers = Answers("lab", "secret", accepts_terms=False)
    assert answers("", "", [("Password: ", False)]) == ["secret"]
    with pytest.raises(RefusedError, match="Password:"):
        answers("", "", [("Password: ", False)])


def test_two_secrets_at_once_get_none() -> None:
    with pytest.raises(RefusedError, match="Password: Response:"):
        ask(("Password: ", False), ("Response: ", False))
    with pytest.raises(AskedError, match="Token:"):
        ask(("Password: ", False), ("Token: ", False))
