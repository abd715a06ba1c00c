from odoo import fields, models
from odoo.tools import SQL


class HcsHisWait(models.Model):
    """A message that refers to something which has not come yet; its arrival applies the message (again)."""

    _name = "hcs.his.wait"
    _description = "Awaited resource"
    _order = "id"
    _log_access = False

    message_id = fields.Many2one("hcs.his.message", required=True, index=True, ondelete="cascade")
    source_id = fields.Many2one("hcs.his.source", required=True, index=True, ondelete="cascade")
    key = fields.Char("Awaits", required=True)

    _key_idx = models.Index("(source_id, key)")

    def _replace(self, source, message_ids, rows):
        """Let the messages wait for exactly ``rows``: ``[(message id, key)]``."""
        cr = self.env.cr
        cr.execute(SQL("DELETE FROM hcs_his_wait WHERE message_id = ANY(%s)", list(message_ids)))
        if rows:
            values = SQL(", ").join(SQL("(%s, %s, %s)", message, source.id, key) for message, key in rows)
            cr.execute(SQL("INSERT INTO hcs_his_wait (message_id, source_id, key) VALUES %s", values))
        self.invalidate_model()

    def _wake(self, source, keys):
        """What waited for ``keys`` is to be applied (again)."""
        if not keys:
            return
        self.env.cr.execute(
            SQL(
                """WITH woken AS (
                       DELETE FROM hcs_his_wait WHERE source_id = %s AND key = ANY(%s) RETURNING message_id)
                   UPDATE hcs_his_message SET state = 'new'
                    WHERE id IN (SELECT message_id FROM woken) AND state IN ('waiting', 'done')""",
                source.id,
                list(keys),
            )
        )
        self.env["hcs.his.message"].invalidate_model(["state"])
        self.invalidate_model()
