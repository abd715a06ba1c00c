"""Telephone: what exchanges say about calls, standard library only.

:mod:`.events` reads what an exchange posts, :mod:`.calls` makes one call of its events in whatever order they came,
:mod:`.ami` speaks with Asterisk and :mod:`.cdr` reads its list of calls; both end in the same neutral events.
"""
