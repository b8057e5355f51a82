"""What a quiet last line asks for: the login, in many spellings, or something that nobody answers."""

from __future__ import annotations

import pytest

from netcollect.platforms import family_of, known_platforms
from netcollect.session import internals
from netcollect.session.asking import Asks, Questions

ANY = Questions(family_of("generic"))

USER_NAMES = """\
Username:
User Name:
User name :
User:
login:
Login Name:
login as:
sw1 login:
Username (max. 32 characters):
Please enter your user name:
User ID:
Benutzername:
Nom d'utilisateur :
Usuario:
Usu\u00e1rio:
Nome utente:
\u041b\u043e\u0433\u0438\u043d:
\u7528\u6237\u540d\uff1a
""".splitlines()
PASSWORDS = """\
Password:
password :
PASSWORD:
Pass word:
Passwd:
Password for lab@sw1:
lab@192.0.2.1's password:
[sudo] password for lab:
Enter password for user lab :
Password (8-16 characters):
Enter PASSCODE:
Passwort:
Kennwort:
Mot de passe\u00a0:
Contrase\u00f1a:
Senha:
Wachtwoord:
L\u00f6senord:
Has\u0142o:
Heslo:
\u041f\u0430\u0440\u043e\u043b\u044c:
\u5bc6\u7801\uff1a
\u30d1\u30b9\u30ef\u30fc\u30c9:
""".splitlines()
NEVER_ANSWERED = """\
Ticket number:
Login as (a/b)?
Login as (a/b):
Login type [1-3]:
Enter your login reason:
Terminal type? [vt100]
Terminal type: (vt100)
TERM = (vt100) ?
Select region [1-3]:
Enter your reason:
Verification code:
One-time password:
Token code:
Response to 4711?
\u7406\u7531\uff1a
New password:
Enter new password:
Old password:
(current) UNIX password:
Current Password:
Re-enter new password:
Retype password:
Confirm password:
Password again:
Neues Passwort:
Change password (yes/no)?
Do you want to change the password? [Y/N]:
Overwrite? [confirm]
""".splitlines()
NO_QUESTIONS = """\
R1#
R1>
lab@lab:~$
[lab@lab:Active] ~ #
[lab@lab] >
A:pe1#
(MC-01) *#
lab:0 >>
{master:0}
[edit]
/admin/cli>
switch (config)#
Last login:
Last login: Mon Nov 23 10:00:00 2026 from 192.0.2.9
Welcome to the lab.
Authorized login only
Your password expires in 3 days
Press any key to continue:
--More--
##########
:
?
""".splitlines()


@pytest.mark.parametrize("end", ["", " "])
@pytest.mark.parametrize("line", USER_NAMES)
def test_a_user_name_is_asked_for(line: str, end: str) -> None:
    assert ANY.asked(line + end) is Asks.USER_NAME


@pytest.mark.parametrize("end", ["", " "])
@pytest.mark.parametrize("line", PASSWORDS)
def test_a_password_is_asked_for(line: str, end: str) -> None:
    assert ANY.asked(line + end) is Asks.PASSWORD


@pytest.mark.parametrize("end", ["", " "])
@pytest.mark.parametrize("line", NEVER_ANSWERED)
def test_something_else_is_asked_for(line: str, end: str) -> None:
    assert ANY.asked(line + end) in (Asks.ANSWER, Asks.SOMETHING)


@pytest.mark.parametrize("line", NO_QUESTIONS)
def test_nothing_is_asked_for(line: str) -> None:
    assert ANY.asked(line) is None or line == "Last login:"
    assert ANY.asked(line) not in (Asks.USER_NAME, Asks.PASSWORD)


def test_a_family_has_words_of_its_own() -> None:
    assert Questions(family_of("rad_etx")).asked("user>") is Asks.USER_NAME
    assert Questions(family_of("rad_etx")).asked("password>") is Asks.PASSWORD
    assert ANY.asked("user>") is None


@pytest.mark.parametrize("platform", sorted(known_platforms()))
def test_no_drivers_own_prompt_is_a_question(platform: str) -> None:
    driver = internals.make_driver(platform, {"host": "192.0.2.1", "username": "lab"})
    for end in driver.questions.prompt_ends:
        assert driver.questions.asked(f"lab-1{end}") is None, end
