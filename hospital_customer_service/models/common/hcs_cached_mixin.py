from odoo import api, models


class HcsCachedMixin(models.AbstractModel):
    """Rules that are remembered between requests (``ormcache``) and forgotten when one of them changes.

    Forgotten after the change: what is read while it is made would be remembered as it was before.
    """

    _name = "hcs.cached.mixin"
    _description = "Remembered until it changes"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        result = super().update_field_translations(field_name, translations, source_lang)
        self.env.registry.clear_cache()
        return result
