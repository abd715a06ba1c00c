"""What every analysis has to hold: who may read it, and that it names nobody."""

from odoo.exceptions import AccessError
from odoo.tools import SQL


class AnalysisChecks:
    """For a :class:`ReportCase` with the analyses in ``MODELS`` and the fields they may not have in ``NAMELESS``."""

    def insert(self, table, **values):
        """A row made by SQL, past the flows of its room; its id."""
        columns = SQL(", ").join(SQL.identifier(name) for name in values)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("INSERT INTO %s (%s) VALUES %s RETURNING id", SQL.identifier(table), columns, tuple(values.values()))
        )
        self.env.invalidate_all()
        return self.env.cr.fetchone()[0]

    def test_who_may(self):
        """Leaders, directors and executives; nobody who has no business with figures."""
        for model in self.MODELS:
            for user in (self.user_leader, self.user_director, self.user_executive):
                self.as_user(user, model).search([])
            for user in (self.user_agent, self.user_department, self.user_his, self.user_outsider):
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    self.as_user(user, model).search([])

    def test_nobody_is_named(self):
        for model in self.MODELS:
            self.assertFalse(self.NAMELESS & set(self.env[model]._fields), model)
