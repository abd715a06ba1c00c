"""Dealing work to people: pure, so that ten thousand cases can be dealt in a test."""

import heapq
from datetime import datetime

NEVER = datetime.min


class Dealer:
    """Deals one piece of work after the other to people with a load.

    :param loads: ``{person: (open work, moment of the last piece or None)}``
    :param capacity: open work a person may have; 0: any amount
    :param balanced: the least loaded comes first; else whose turn it is, whatever the load
    """

    def __init__(self, loads, capacity=0, balanced=True):
        self.loads = {person: load for person, (load, _last) in loads.items()}
        self.capacity = capacity
        self.balanced = balanced
        self.turns = 0
        order = sorted(loads, key=lambda person: (loads[person][1] or NEVER, person))
        self.last = {person: place - len(order) for place, person in enumerate(order)}
        self.queues = {}

    def deal(self, able, preferred=()):
        """The person who gets the next piece, of those who are ``able``; None where nobody has room.

        Whoever is ``preferred`` comes before others who have no less to do, never before somebody who has less: work
        stays even, however many customers ask for the same person.
        """
        liked = self._liked(able, preferred) if preferred else ()
        person = min(liked, key=self._rank) if liked else self._first(frozenset(able))
        if person is not None:
            self.loads[person] += 1
            self.last[person] = self.turns
            self.turns += 1
        return person

    def _liked(self, able, preferred):
        """Those of ``preferred`` who may be given the next piece without leaving others behind."""
        loads = [self.loads[person] for person in able if self._has_room(person)]
        least = min(loads, default=0)
        return [
            person for person in preferred if person in able and self._has_room(person) and self.loads[person] <= least
        ]

    def _has_room(self, person):
        return person in self.loads and (not self.capacity or self.loads[person] < self.capacity)

    def _rank(self, person):
        return (self.loads[person] if self.balanced else 0, self.last[person], person)

    def _first(self, able):
        """Who comes first of ``able``: a heap for each set of people, whose stale entries are put right when met."""
        if able not in self.queues:
            self.queues[able] = [self._rank(person) for person in able if self._has_room(person)]
            heapq.heapify(self.queues[able])
        queue = self.queues[able]
        while queue:
            rank = queue[0]
            person = rank[-1]
            if not self._has_room(person):
                heapq.heappop(queue)
            elif (now := self._rank(person)) != rank:
                heapq.heapreplace(queue, now)
            else:
                return person
        return None
