"""The player's essentials in WebKitGTK: one practice with a line, one without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.pwa.box import Box
from tests.pwa.network import Network

if TYPE_CHECKING:
    from bench.iphone import Driver

PLAY = "/routines/upper-back-ball/play"
CLEAR = """for (const group of ["emergency", "urgent", "refer", "local"])
  document.querySelector(`input[name=${group}][value=none]`).click();
[...document.querySelectorAll("#screening [type=submit]")].at(-1).click();"""
CHECK = """for (const one of ["pain_before][value='6'", "signs][value=none", "today][value=none"])
  document.querySelector(`#check [name=${one}]`).click();"""
HAS = """return [
  ...["mediaSession", "wakeLock", "vibrate", "audioSession"].filter((name) => name in navigator),
  ...["AudioContext", "OfflineAudioContext", "speechSynthesis"].filter((name) => name in window),
]"""
STAGE = "document.querySelector('.stage').dataset.state"
TEXT = "document.querySelector('.stage [data-out={}]').innerText.trim()"
ON_LOCK_SCREEN = "return navigator.mediaSession?.metadata?.title ?? 'nothing'"
STATUS = "document.querySelector('[data-part=result] [role=status]')"
RATED = "return document.querySelector('[data-part=result]').hidden === false"
OWN = "SELECT pain_before, pain_after FROM practices JOIN users u ON u.id = owner_id WHERE tag = ?"


def run(page: Driver, box: Box, network: Network, tag: str) -> None:
    """Prints what was seen; stops at what is missing."""
    page.open(f"{network.address}/safety")
    page.run(CLEAR)
    page.until("return location.pathname === '/safety/result'")
    page.open(f"{network.address}{PLAY}")
    print("WebKit, player: it has", ", ".join(page.run(HAS)))
    _practise(page, "with a line")
    page.until("return document.body.innerText.includes('Lower than before')")
    page.run("softback['pwa/pwa.js'].download({ maxAge: 0 })")
    page.until(
        f"caches.match('{PLAY}').then((p) => {{ window.has = Boolean(p); }}); return window.has"
    )
    network.plan = lambda method, path: "lost"
    page.open(f"{network.address}{PLAY}")
    _practise(page, "without a line")
    waits = page.until(
        "return document.querySelector('[data-part=result] [role=status]').innerText"
    )
    print("WebKit, player:", waits)
    network.heals()
    page.open(f"{network.address}/today")
    page.until(
        "softback['js/outbox.js'].rows().then((r) => { window.left = r.length; });"
        "return window.left === 0"
    )
    print("WebKit, player: kept by the box, pain before and after:", box.ask(OWN, tag))


def _practise(page: Driver, how: str) -> None:
    """Starts, looks, pauses, goes on, skips, stops and rates."""
    seen: list[Any] = []
    page.until("return Boolean(document.querySelector('#check'))")
    page.run(CHECK)
    page.tap("#check [data-start] [type=submit]")
    page.until(f"return {STAGE} === 'work'")
    seen.append(page.run(f"return {TEXT.format('name')}"))
    first = int(page.run(f"return {TEXT.format('time')}"))
    page.until(f"return Number({TEXT.format('time')}) < {first} - 1")
    seen.append(f"{first} s and falling, lock screen: {page.run(ON_LOCK_SCREEN)}")
    page.tap(".stage__face")
    page.until(f"return {STAGE} === 'paused'")
    page.tap(".stage__btn--main")
    page.until(f"return {STAGE} === 'work'")
    page.tap("[data-do=skip]")
    page.until(f"return {STAGE} === 'ready'")
    seen.append(page.run(f"return {TEXT.format('ready')} + ', ' + {TEXT.format('side')}"))
    page.tap(".stage [data-do=stop]")
    page.until("return document.querySelector('[data-part=after]').hidden === false")
    page.tap("[data-part=after] [name=pain_after][value='3']")
    page.tap("[data-part=after] [type=submit]")
    page.until(RATED)
    print(f"WebKit, player {how}: {'; '.join(map(str, seen))}; paused, gone on, stopped, rated")
