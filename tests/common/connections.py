"""Real connections, for what two people do at the same moment."""

import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name


class ConnectionCase(BaseCase):
    """Tests whose rows are committed, because another connection sees nothing else; each test removes its own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    @contextmanager
    def _connection(self, uid=SUPERUSER_ID, commit=True, context=None):
        """An environment of ``uid`` over a connection of its own, committed at the end or given up."""
        with self.registry._db.cursor() as cr:
            env = api.Environment(cr, uid, context or {})
            yield env
            if commit:
                env.flush_all()
                cr.commit()
            else:
                env.clear()
                cr.rollback()

    def _at_once(self, work, crowd):
        """Run ``work(item)`` for every item in a thread of its own, all started together.

        :return: ``{item: what it answered, or the :class:`UserError` that refused it}``
        """
        barrier, answers = threading.Barrier(len(crowd)), {}

        def run(item):
            barrier.wait()
            try:
                answers[item] = work(item)
            except UserError as error:
                answers[item] = error

        threads = [threading.Thread(target=run, args=(item,)) for item in crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return answers
