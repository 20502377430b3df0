"""Who forgot the password gets a letter, and nothing tells a stranger whether there was one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.http import browse, unique
from tests.harness.post import PostOffice, token_in
from tests.wire.test_accounts import API, PASSWORD, as_member, done, page

if TYPE_CHECKING:
    from tests.harness.server import Start


def test_a_letter_confirms_an_address_and_then_leads_to_a_new_password(start_server: Start) -> None:
    public = "http://tea.example"
    with PostOffice() as post:
        server = start_server(
            *("--limits", "off", "--public-url", public, "--mail-from", "tea@tea.example"),
            *("--smtp-url", f"smtp://127.0.0.1:{post.port}"),
        )
        headers = {"Origin": public, "Host": "tea.example"}
        with browse(server.http, headers=headers) as browser, browse(server.http, headers=headers) as other:
            you = as_member(browser, "Forgetful", email="ann@example.org")
            asked = post.letter()
            account = done(browser.get(f"{API}/account"))
            assert (account["email"], account["email_claimed"]) == (None, "ann@example.org")
            assert account["letters"]
            # Nobody has said yet that the address is theirs: a reset goes nowhere.
            assert other.post(f"{API}/resets", json={"name": you["name"]}).status_code == 202
            assert "To: ann@example.org" in asked
            wish = {"token": token_in(asked, public, "email")}
            assert done(other.post(f"{API}/links/look", json=wish))["kind"] == "email"
            assert done(other.post(f"{API}/links/use", json=wish)) == {"you": you, "role": "member"}
            assert other.get(f"{API}/me").status_code == 401, "it signs nobody in"
            assert other.post(f"{API}/links/use", json=wish).status_code == 404
            assert done(browser.get(f"{API}/account"))["email"] == "ann@example.org"
            for name in (unique("Nobody"), you["name"]):
                answer = other.post(f"{API}/resets", json={"name": name})
                assert (answer.status_code, answer.content) == (202, b"")
            letter = post.letter()
            assert "To: ann@example.org" in letter
            token = token_in(letter, public, "reset")
            assert done(other.post(f"{API}/links/look", json={"token": token}))["kind"] == "reset"
            wish = {"token": token, "password": "battery staple"}
            assert done(other.post(f"{API}/links/use", json=wish))["you"] == you
            assert browser.get(f"{API}/me").status_code == 401
            assert done(other.get(f"{API}/me"))["you"] == you
            sign_in = {"name": you["name"], "password": PASSWORD}
            assert other.post(f"{API}/sessions", json=sign_in).status_code == 401
            assert post.waiting == 0, "nobody else was written to"
        assert token not in server.log()
        assert "ann@example.org" not in server.log()


def test_without_a_mail_server_the_answer_is_the_same(start_server: Start) -> None:
    server = start_server("--limits", "off")
    with page(server) as browser:
        you = as_member(browser, "Forgetful", email="ann@example.org")
        answer = browser.post(f"{API}/resets", json={"name": you["name"]})
        assert (answer.status_code, answer.content) == (202, b"")
