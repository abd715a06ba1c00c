from ast import literal_eval

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..common.hcs_masked_mixin import PII_GROUP
from .hcs_member_mixin import CENTRE
from .hcs_patient_value import VALUE_GROUPS

# columns that everybody who works with segments may read
OPEN_GROUPS = {CENTRE, *VALUE_GROUPS.split(",")}
LONGEST = 4_000


class Unusable(Exception):
    """Why a condition is not taken, in words."""


class HcsSegment(models.Model):
    """What a condition may ask: whoever sees who is in a segment learns the answer, so that only what all of its
    readers may know can be asked; never a personal column, nor what a wall is around."""

    _inherit = "hcs.segment"

    @api.model
    def _segment_models(self):
        """Models that a condition may look into; higher rooms add theirs."""
        return {
            "hcs.patient",
            "hcs.patient.value",
            "hcs.visit",
            "hcs.visit.diagnosis",
            "hcs.visit.procedure",
            "hcs.appointment",
            "hcs.treatment.course",
            "hcs.department",
            "hcs.practitioner",
            "hcs.specialty",
            "hcs.vip.membership",
            "hcs.vip.tier",
            "hcs.loyal.sign",
            "res.company",
        }

    @api.model
    def _segment_groups(self):
        """Groups of a column that do not bar it: who works with segments has them."""
        return OPEN_GROUPS

    @api.constrains("domain")
    def _check_domain(self):
        for segment in self:
            segment._parse_domain()

    def _parse_domain(self):
        """The condition, or in words why it cannot be one."""
        self.ensure_one()
        try:
            return self._read_domain(self.domain)
        except Unusable as problem:
            raise ValidationError(
                self.env._("The condition of “%(name)s”: %(problem)s", name=self.name, problem=problem)
            ) from None

    @api.model
    def _read_domain(self, text):
        unreadable = Unusable(self.env._("it cannot be read. Choose it anew."))
        if len(text or "") > LONGEST:
            raise Unusable(self.env._("it is too long. Make two segments of it."))
        try:
            parsed = literal_eval(text or "[]")
            domain = Domain(parsed)
        except Exception:
            raise unreadable from None
        self._check_conditions(domain, self.env["hcs.patient"])
        try:
            domain.validate(self.env["hcs.patient"].sudo())
        except Exception:
            raise unreadable from None
        return domain

    @api.model
    def _check_conditions(self, domain, model):
        for condition in domain.iter_conditions():
            target = self._check_path(model, condition.field_expr)
            if condition.operator.endswith("!"):
                raise Unusable(self.env._("it cannot be read. Choose it anew."))
            if condition.operator in ("any", "not any"):
                value = condition.value
                if target is None or not isinstance(value, Domain | list | tuple):
                    raise Unusable(self.env._("it cannot be read. Choose it anew."))
                self._check_conditions(Domain(value), target)

    @api.model
    def _check_path(self, model, path):
        """Walk along ``path``; the model at its end, None for a plain column."""
        for name in path.split("."):
            if model is None:
                # a part of a date, such as the month
                return None
            field = model._fields.get(name)
            if field is None:
                raise Unusable(self.env._("it asks for something that is not there. Choose it anew."))
            label = field._description_string(self.env) or name
            groups = set((field.groups or "").replace(" ", "").split(",")) - {""}
            if PII_GROUP in groups or name.endswith("_masked"):
                raise Unusable(self.env._("“%s” is personal and cannot be asked for.", label))
            if groups - self._segment_groups() or self._is_closed(field):
                raise Unusable(self.env._("“%s” cannot be asked for in a segment.", label))
            model = self.env[field.comodel_name] if field.relational else None
        return model

    @api.model
    def _is_closed(self, field):
        return (
            field.name == "segment_ids"
            or (field.relational and field.comodel_name not in self._segment_models())
            or field.type
            in ("binary", "json", "properties", "properties_definition", "many2one_reference", "reference")
        )

    def _fitting(self):
        """Query of the patients who fit today."""
        company = self.company_id
        domain = self._parse_domain() & Domain("deceased", "=", False)
        if company:
            domain &= Domain("company_id", "=", company.id)
        zone = (company or self.env.company).hcs_tz
        # sudo: the list is the same whoever makes it; what may be asked was looked at above
        patients = self.env["hcs.patient"].sudo().with_context(tz=zone, active_test=True, lang=None)
        return patients._search(domain)
