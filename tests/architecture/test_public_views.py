"""Closed unless opened: this is the whole list of what people see without signing in."""

from __future__ import annotations

PUBLIC = {
    # coming in, and having left
    "accounts.welcome": {"GET"},
    "accounts.guest": {"POST"},
    "accounts.signup": {"GET", "POST"},
    "accounts.login": {"GET", "POST"},
    "accounts.recover": {"POST"},
    "accounts.reset": {"GET", "POST"},
    "accounts.reset_sent": {"GET"},
    "accounts.follow": {"GET"},
    "accounts.new_password": {"GET", "POST"},
    "accounts.confirm": {"GET", "POST"},
    "accounts.gone": {"GET"},
    # reading before deciding, and help at any time
    "library.index": {"GET"},
    "library.show": {"GET"},
    "library.techniques": {"GET"},
    "library.technique": {"GET"},
    "claims.index": {"GET"},
    "pages.about": {"GET"},
    "pages.privacy": {"GET"},
    "safety.help_now": {"GET"},
    # files and machinery
    "static": {"GET"},
    "style": {"GET"},
    "pwa.manifest": {"GET"},
    "pwa.worker": {"GET"},
    "pwa.offline": {"GET"},
    "health.alive": {"GET"},
    "health.ready": {"GET"},
}


def opened(app):
    return {
        rule.endpoint: set(rule.methods) - {"HEAD", "OPTIONS"}
        for rule in app.url_map.iter_rules()
        if rule.endpoint == "static"
        or getattr(app.view_functions[rule.endpoint], "is_public", False)
    }


def test_nothing_is_open_but_this(app):
    assert opened(app) == PUBLIC
