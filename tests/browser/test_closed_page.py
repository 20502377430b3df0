"""Notices while the page is closed, in the browser: shown, leading to their message, ended with their person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.worker import KEPT, wait
from tests.harness.http import unique
from tests.outbound.test_push import Browser

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server


def registration(context: BrowserContext, tab: Tab) -> tuple[Any, str]:
    """A session that can push, and what the registration is called there."""
    session = context.new_cdp_session(tab.page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(each["registrationId"] for each in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            return session, found[-1]
        tab.page.wait_for_timeout(20)
    raise AssertionError("no registration")


def test_a_push_is_shown_and_leads_to_its_message(house: Server, visits: Visits) -> None:
    context = visits.context()
    context.grant_permissions(["notifications"], origin=house.http)
    tab = visits.tab(context, house.http)
    tab.named(unique("Sleeper"), "good night")
    seq = tab.last_seq()
    wait(tab, KEPT)
    session, known = registration(context, tab)
    told = {"title": "小明 mentioned you", "text": "tea?", "link": f"/#/r/1/{seq}", "tag": "room-1"}
    pushing = {"origin": house.http, "registrationId": known}
    worker = context.service_workers[0]

    def shown() -> list[dict[str, Any]]:
        return list(
            worker.evaluate(
                """async () => (await registration.getNotifications())
                .map(({ title, body, tag, data, lang }) => ({ title, body, tag, data, lang }))"""
            )
        )

    # Whoever looks at the page is told there.
    session.send("ServiceWorker.deliverPushMessage", {**pushing, "data": json.dumps(told)})
    tab.page.wait_for_timeout(200)
    assert shown() == []
    tab.page.goto("about:blank")
    for nonsense in ("", "[]", '{"title": 5}', "\0", json.dumps({**told, "language": "en"})):
        session.send("ServiceWorker.deliverPushMessage", {**pushing, "data": nonsense})
    for _ in range(100):
        if shown():
            break
        tab.page.wait_for_timeout(20)
    assert shown() == [
        {
            "title": "小明 mentioned you",
            "body": "tea?",
            "tag": "room-1",
            "data": f"/#/r/1/{seq}",
            "lang": "en",
        }
    ]
    tab.page.goto(f"{house.http}/#/r/1")
    tab.drawn()
    worker.evaluate(
        """async () => {
          const [notification] = await registration.getNotifications();
          dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )
    tab.until("(hash) => location.hash === hash", f"#/r/1/{seq}")
    assert shown() == []


# A maker of browsers that answers at once: Chromium's own is out of reach.
MAKER = """(() => {
  let kept = null;
  const made = () => ({
    toJSON: () => ({ endpoint: "https://push.example/" + kept, keys: { p256dh: "%s", auth: "%s" } }),
    unsubscribe: async () => { kept = null; return true; },
  });
  PushManager.prototype.getSubscription = async () => (kept ? made() : null);
  PushManager.prototype.subscribe = async () => { kept = crypto.randomUUID(); return made(); };
  window.isSubscribed = () => kept !== null;
})();"""


def test_this_browser_is_told_until_its_person_leaves(house: Server, visits: Visits) -> None:
    taken = Browser().subscription()
    context = visits.context()
    context.grant_permissions(["notifications"], origin=house.http)
    context.add_init_script(MAKER % (taken.p256dh, taken.auth))
    tab = visits.tab(context, house.http)
    tab.named(unique("Reader"), "tell me of it")
    wait(tab, KEPT)
    tab.page.get_by_role("button", name="Settings").first.click()
    places = tab.page.locator(".notice-places")
    places.get_by_role("button", name="Turn on").click()
    expect(places.get_by_role("button", name="Turn off")).to_be_visible()
    listed = tab.page.evaluate("fetch('/api/v1/pushes').then((answer) => answer.json())")
    assert [(each["kind"], each["host"]) for each in listed["yours"]] == [("push", "push.example")]

    visits.expect("status of 400")
    places.get_by_text("Add a service").click()
    places.get_by_label("Service").select_option("feishu")
    places.get_by_label("Address").fill("http://open.feishu.cn/open-apis/bot/v2/hook/abcdefgh")
    places.get_by_role("button", name="Add").click()
    expect(places).to_contain_text("begin with https://")
    places.get_by_label("Address").fill("https://open.feishu.cn/open-apis/bot/v2/hook/abcdefgh")
    places.get_by_role("button", name="Add").click()
    expect(places.locator(".places-place")).to_have_count(1)
    expect(places.locator(".places-place")).to_contain_text("open.feishu.cn")
    places.get_by_role("button", name="Remove: Feishu").click()
    expect(places.locator(".places-place")).to_have_count(0)
    tab.press("Escape")

    tab.page.locator(".name-chip").click()
    tab.page.locator(".name-leave").click()
    tab.page.locator(".leaving-go").click()
    tab.until("() => !window.isSubscribed()")
    assert tab.page.evaluate("localStorage.getItem('teahouse.pushes')") is None
