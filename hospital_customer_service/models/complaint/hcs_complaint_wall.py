from odoo import api, models, tools
from odoo.fields import Domain

from odoo.addons.base.models.ir_attachment import condition_values


class HcsComplaintWall(models.AbstractModel):
    """Messages and activities of what belongs to a complaint are for those who may read it, and for nobody else.

    By itself the framework shows a message to its author and to everybody who was ever told, and an activity to the
    person it was meant for, whatever may be read of the record. Models with ``_behind_wall`` answer by
    ``_discussion_domain`` instead.
    """

    _name = "hcs.complaint.wall"
    _description = "Wall around the discussion of complaints"

    @api.model
    @tools.ormcache()
    def _walled_models(self):
        return tuple(
            sorted(
                name
                for name, model in self.env.registry.items()
                if getattr(model, "_behind_wall", False)
                and not model._abstract
                and {"message_ids", "activity_ids"} & model._fields.keys()
            )
        )

    @api.model
    def _open_domain(self, rows, domain, column, discussion):
        """Domain of the messages or activities this reader may see, by the ``column`` that names the model.

        :param domain: what is searched; one that is about other models only costs nothing more
        :param discussion: True for messages, which are of the handling group; an activity is seen with its record
        """
        names = self._walled_models()
        searched = condition_values(rows, column, Domain(domain))
        asked = names if searched is None else [name for name in names if name in searched]
        if not asked:
            return Domain.TRUE
        allowed = Domain(column, "not in", names) | Domain(column, "=", False)
        for name in asked:
            model = self.env[name].with_context(active_test=False)
            if model.has_access("read"):
                own = Domain(model._discussion_domain()) if discussion else Domain.TRUE
                allowed |= Domain(column, "=", name) & Domain("res_id", "in", model._search(own))
        return allowed

    @api.model
    def _walled_rows(self, rows, column, discussion):
        """Those of ``rows``, messages or activities, that belong to a record this reader may not see."""
        found = rows.browse()
        walled = self._walled_models()
        for name, same in rows.sudo().grouped(column).items():
            if name not in walled:
                continue
            model = self.env[name].with_context(active_test=False)
            ids = set()
            if model.has_access("read"):
                own = Domain(model._discussion_domain()) if discussion else Domain.TRUE
                ids = set(model._search(own & Domain("id", "in", same.mapped("res_id"))).get_result_ids())
            found |= same.filtered(lambda row, ids=ids: row.res_id and row.res_id not in ids)
        return found.with_env(rows.env)
