from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .hcs_vip_membership_application import LEADER, VIP
from .hcs_vip_service import RATINGS


class HcsVipService(models.Model):
    """Begin, do and sign off, or give the unit back (VP7)."""

    _inherit = "hcs.vip.service"

    def _check_flow(self, states, message):
        self.check_access("write")
        if any(service.state not in states for service in self):
            raise UserError(message)

    def _begin(self, kind, now):
        """A new service: who does it, and the deadlines."""
        representative = self.membership_id.representative_id
        if kind == "use":
            self.write({"state": "in_progress", "started_at": now, "user_id": self.env.uid})
        elif representative:
            self.write({"user_id": representative.id})
        self._clock_start("created", now)
        if kind == "use":
            self._clock_event("started", now)

    def action_start(self):
        """Somebody is with the member: from now on the unit is used."""
        self._check_flow(("reserved",), self.env._("Only a reserved service can begin. Reload the page."))
        for service in self:
            service._use_reserved()
            service.sudo().write(
                {
                    "state": "in_progress",
                    "started_at": fields.Datetime.now(),
                    "user_id": service.user_id.id or self.env.uid,
                }
            )
        self._clock_event("started")

    def _use_reserved(self):
        """What was held is used: a release and a use in one go."""
        for line in self.sudo().line_ids.filtered(lambda line: line.kind == "reserve"):
            if line.units and not line._settle("release", self.env._("Used")):
                raise UserError(self.env._("Somebody else has just begun or released this service. Reload the page."))
            line._settle("use")

    def action_done(self, sign_off=None, rating=None, comment=None, cost=None):
        """Done and signed for: without a name nobody can say later that it was given.

        :param sign_off: name of who confirms it
        :param rating: 1 to 5
        :param comment: the member's words
        """
        self._check_flow(("reserved", "in_progress"), self.env._("This service is finished already. Reload the page."))
        signer = self.env["hcs.vip.membership"]._clean(
            sign_off, self.env._("Write down who confirms that the service was given.")
        )
        values = self._check_words(rating, comment, cost)
        now = fields.Datetime.now()
        for service in self:
            if service.state == "reserved":
                service.action_start()
            service.sudo().write(
                {
                    **values,
                    "state": "done",
                    "done_at": now,
                    "done_by_id": self.env.uid,
                    "sign_off": signer,
                }
            )
        self._clock_stop("done", now)
        self._clock_cancel(now)

    def _check_words(self, rating, comment, cost):
        values = {}
        if rating:
            values["rating"] = str(rating)
            if values["rating"] not in dict(RATINGS):
                raise UserError(self.env._("A rating lies between 1 and 5."))
        if comment:
            values["comment"] = self.env["hcs.vip.membership"]._clean(comment, "")
        if cost:
            if not isinstance(cost, int | float) or isinstance(cost, bool) or not 0 <= cost < 10**9:
                raise UserError(self.env._("The cost is an amount of money."))
            values["cost"] = cost
        return values

    def action_release(self, reason=None):
        """The service does not take place: the member has the unit again."""
        self._check_flow(
            ("reserved", "in_progress"), self.env._("Only a service that is not done can be released. Take it back.")
        )
        reason = self.env["hcs.vip.membership"]._clean(reason, self.env._("Say why it does not take place."))
        for service in self:
            service._release(reason)

    def _release(self, reason, at=None, **values):
        self.ensure_one()
        service = self.sudo()  # sudo: the flow is written by its buttons and jobs
        for line in service.line_ids.filtered(lambda line: line.kind in ("reserve", "use") and line.units):
            if service._is_settled(line):
                continue
            back = line._settle("release" if line.kind == "reserve" else "reverse", reason)
            if not back:
                raise UserError(self.env._("Somebody else has just settled this service. Reload the page."))
            service._expire_returned(line)
        service.write({"state": "released", "release_reason": reason, **values})
        service._clock_cancel(at or fields.Datetime.now())

    def _is_settled(self, line):
        kinds = ("release",) if line.kind == "reserve" else ("reverse",)
        return bool(self.line_ids.filtered(lambda other: other.origin_id == line and other.kind in kinds))

    def _expire_returned(self, line):
        """A unit that comes back after its period, or to a term that was ended, expires at once."""
        lot, term = line.grant_id, line.term_id
        today = self.company_id._hcs_local_date(fields.Datetime.now())
        if lot and (term.void or lot.period_to < today or term.date_to < min(lot.period_to, today)):
            moment = max(fields.Datetime.now(), lot.at)
            condition = SQL("lot.id = %s AND n = %s", lot.id, line.unit_no)
            line._expire(condition, SQL("%s", moment), self.env._("Came back after its period."))

    def action_reverse(self, reason=None):
        """It was signed off by mistake, or never given: a leader takes it back, and the member has the unit again."""
        self._check_flow(("done",), self.env._("Only a finished service can be taken back. Release the others."))
        if not self.env.su and not any(self.env.user.has_group(group) for group in (VIP, LEADER)):
            raise AccessError(self.env._("The members' desk or a leader takes a finished service back."))
        reason = self.env["hcs.vip.membership"]._clean(reason, self.env._("Say why it is taken back."))
        for service in self:
            service._release(reason, reversed_at=fields.Datetime.now())

    def action_open_record(self):
        """The work at the desk that belongs to it; made from the benefit's service type where there is none."""
        self.ensure_one()
        self.check_access("write")
        if not self.service_record_id:
            kind = self.benefit_id.service_type_id
            if not kind:
                raise UserError(
                    self.env._("This benefit names no service type: its work is not recorded at the desk.")
                )
            record = self.env["hcs.service.record"].create(
                {
                    "type_id": kind.id,
                    "patient_id": self.patient_id.id,
                    "company_id": self.company_id.id,
                    "channel": "in_person",
                    "wanted_at": self.planned_at,
                    "user_id": self.user_id.id,
                    "subject": self.benefit_id.name,
                }
            )
            self.service_record_id = record
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.service.record",
            "res_id": self.service_record_id.id,
            "views": [(False, "form")],
        }

    def _get_window(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }
