"""Questions about reports: understand, retrieve, extract, answer or abstain, and show it."""

__version__ = "0.1.0"
