"""Real connections, for what two people do at the same moment."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
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
