"""Accounts: guests, sign-up, sign-in, preferences, devices signed in."""
